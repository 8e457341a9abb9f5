import { closeSync, openSync, readSync } from 'node:fs'
import { HalfopenError, type Result, stateMask, type TcpState } from '@halfopen/core'
import type { Reading, SocketSink, SocketSource } from '../sockets/index.js'
import { TableParser } from './table.js'

/** What this source must be told of its namespace at each look. */
export interface Place {
  /** /proc/PID/net of a process that lives there now. */
  readonly directory: string
  /** The most that any backlog can be: net.core.somaxconn. The file does not show backlogs. */
  readonly backlogMax: number
}

/** One network namespace through /proc/PID/net/tcp and tcp6: no native code, no privilege, and no tcp_info. */
export class NetTcpSource implements SocketSource {
  readonly kind = 'procfs'
  readonly #place: () => Place

  constructor(place: () => Place) {
    this.#place = place
  }

  read(states: readonly TcpState[], sink: SocketSink): Result<Reading> {
    const { directory, backlogMax } = this.#place()
    const mask = stateMask(states)
    for (const [file, addressWords] of [
      ['tcp', 1],
      ['tcp6', 4],
    ] as const) {
      const fault = readTable(`${directory}/${file}`, new TableParser({ mask, backlogMax, addressWords }, sink))
      if (fault !== undefined) return broken(`${directory}/${file}: ${fault}`)
    }
    return { ok: true, value: { inconsistent: false } }
  }

  close(): void {
    // Files are open during one look only.
  }
}

/** The fault, or undefined. A table that is not there is empty: a kernel without IPv6. */
function readTable(path: string, parser: TableParser): string | undefined {
  let fd: number
  try {
    fd = openSync(path, 'r')
  } catch (error) {
    const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined
    return code === 'ENOENT' ? undefined : String(error)
  }
  try {
    return parser.readAll((bytes, at) => readSync(fd, bytes, at, bytes.length - at, null))
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    closeSync(fd)
  }
}

function broken(what: string): Result<never> {
  return { ok: false, error: new HalfopenError('HO_PROC_DECODE', what) }
}
