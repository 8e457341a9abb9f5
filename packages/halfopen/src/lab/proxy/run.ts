import { type ProxyEvent, readProxyConfig, startProxyServer } from '@halfopen/lab'

import { type Context, type ExitCode, stopSignal } from '../../host/index.js'
import { styleFor } from '../../terminal/index.js'
import { playUntilStopped } from '../playing/index.js'
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
export function runProxy(
  { config, as, ...options }: ProxyRun,
  { io }: Context,
  stop = stopSignal(),
): Promise<ExitCode> {
  const style = styleFor(io.stdout, io.env)
  // What the first line tells, and what stopping does, are no news.
  let isOpen = false
  return playUntilStopped(
    {
      async open(print) {
        const proxies = config === undefined ? [] : await readProxyConfig(config)
        const onEvent = (event: ProxyEvent) => {
          if (isOpen && !stop.signal.aborted) print(as === 'json' ? eventRow(event) : eventLine(event, style))
        }
        return startProxyServer({ ...options, proxies, onEvent })
      },
      opened(server) {
        isOpen = true
        return as === 'json' ? startRow(server) : startLines(server, style).join('\n')
      },
    },
    { io, as, stop },
  )
}
