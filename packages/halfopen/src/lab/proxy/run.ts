import { once } from 'node:events'

import { type ProxyEvent, startProxyServer } from '@halfopen/lab'

import { type Context, type ExitCode, stopSignal } from '../../host/index.js'
import { styleFor } from '../../terminal/index.js'
import { readConfig } from './config.js'
import { eventLine } from './event-line.js'
import { eventRow, startRow } from './json.js'
import { startLines } from './lines.js'

export interface ProxyRun {
  readonly host?: string
  readonly port?: number
  /** A list of proxies in Toxiproxy's format, JSON or YAML. */
  readonly config?: string
  readonly seed?: number
  readonly as: 'text' | 'json'
}

/**
 * Runs the proxies and their API until it is told to stop, and prints what happens.
 * @throws HalfopenError HO_CONFIG, HO_LISTEN.
 */
export async function runProxy(
  { config, as, ...options }: ProxyRun,
  { io }: Context,
  stop = stopSignal(),
): Promise<ExitCode> {
  const style = styleFor(io.stdout, io.env)
  const write = (line: string) => io.stdout.write(`${line}\n`)
  let hasStarted = false
  const onEvent = (event: ProxyEvent) => {
    if (hasStarted) write(as === 'json' ? eventRow(event) : eventLine(event, style))
  }
  try {
    const proxies = config === undefined ? [] : await readConfig(config)
    await using server = await startProxyServer({ ...options, proxies, onEvent })
    write(as === 'json' ? startRow(server) : startLines(server, style).join('\n'))
    hasStarted = true
    if (!stop.signal.aborted) await once(stop.signal, 'abort')
    hasStarted = false
    return 0
  } finally {
    stop.release()
  }
}
