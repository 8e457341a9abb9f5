import { type Connection, connectionAt, type Snapshot } from '@halfopen/core'
import type { KeepAliveFacts } from '../facts/index.js'
import { bytesWithoutFin } from './fin.js'
import { portOf } from './remains.js'
import type { Reading, SocketReader } from './reading.js'

/** A look at all sockets of the host costs far more than one at ours: this is how seldom it may be. */
const LOOK_EACH_MS = 100
/** And not more than this share of the time. */
const MOST_SHARE = 0.1

/** Reads sockets from the kernel's table, where they may not be borrowed: no keep-alive time, no user timeout. */
export class TabledSockets implements SocketReader {
  readonly #look: () => Snapshot | undefined
  readonly #now: () => number
  #lookedAtMs = Number.NEGATIVE_INFINITY
  #restMs = 0
  #rows = new Map<number, Connection>()

  constructor(look: () => Snapshot | undefined, now: () => number) {
    this.#look = look
    this.#now = now
  }

  read({ inode }: { readonly inode: number }): Reading | undefined {
    this.#refresh()
    const connection = this.#rows.get(inode)
    return connection === undefined ? undefined : readingOf(connection)
  }

  #refresh(): void {
    const startMs = this.#now()
    if (startMs < this.#lookedAtMs + this.#restMs) return
    const snapshot = this.#look()
    this.#lookedAtMs = this.#now()
    this.#restMs = Math.max(LOOK_EACH_MS, (this.#lookedAtMs - startMs) / MOST_SHARE)
    if (snapshot !== undefined) this.#rows = byInode(snapshot)
  }
}

function byInode({ connections }: Snapshot): Map<number, Connection> {
  const rows = new Map<number, Connection>()
  for (let row = 0; row < connections.length; row++) {
    const inode = connections.columns.inode[row] ?? 0
    if (inode > 0) rows.set(inode, connectionAt(connections, row))
  }
  return rows
}

function readingOf(connection: Connection): Reading {
  const { state, local, remote, info, receiveQueueBytes } = connection
  return {
    state,
    local,
    remote,
    localPort: portOf(local),
    keepAlive: keepAliveOf(connection),
    userTimeoutMs: null,
    unreadBytes: receiveQueueBytes,
    bytesSent: info?.bytesAcked ?? 0,
    bytesReceived: bytesWithoutFin({ state, bytesReceived: info?.bytesReceived ?? 0 }),
    segmentsOut: 0,
    segmentsIn: 0,
    retransmits: info?.retransmits ?? 0,
    unanswered: connection.timer.retries,
    silentMs: info === null ? 0 : Math.min(info.lastDataSentMs, info.lastDataReceivedMs),
  }
}

/** The other timers hide that of keep-alive: only these two tell (net/ipv4/inet_diag.c). */
function keepAliveOf({ timer, state }: Connection): KeepAliveFacts | null {
  if (state === 'SYN-SENT' || (timer.kind !== 'none' && timer.kind !== 'keepAlive')) return null
  return { enabled: timer.kind === 'keepAlive', timeS: null, intervalS: null, probes: null }
}
