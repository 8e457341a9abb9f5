import { type Front, MOCK_EXAMPLE, type Replace, startMock } from '@halfopen/lab'

import { type Context, type ExitCode, stopSignal } from '../../host/index.js'
import { styleFor } from '../../terminal/index.js'
import { playUntilStopped } from '../playing/index.js'
import { requestRow, startRow } from './json.js'
import { requestLine, startLines } from './lines.js'

export interface MockRun {
  readonly file: string
  readonly front?: Front | 'none'
  readonly replace?: Replace
  readonly host?: string
  readonly port?: number
  readonly scale?: number
  readonly as: 'text' | 'json'
}

/** Plays the mock until it is told to stop, and prints every request. */
export function runMock(
  { file, host, port, as, ...options }: MockRun,
  { io }: Context,
  stop = stopSignal(),
): Promise<ExitCode> {
  const style = styleFor(io.stdout, io.env)
  return playUntilStopped(
    {
      open: (print) =>
        startMock(file, {
          ...options,
          listen: { ...(host !== undefined && { host }), ...(port !== undefined && { port }) },
          onRequest: (request) => print(as === 'json' ? requestRow(request) : requestLine(request, style)),
        }),
      opened: (mock) => (as === 'json' ? startRow(mock) : startLines(mock, file, style).join('\n')),
    },
    { io, as, stop },
  )
}

// oxlint-disable-next-line require-await -- a verb's work is asynchronous
export async function printExample({ io }: Context): Promise<ExitCode> {
  io.stdout.write(MOCK_EXAMPLE)
  return 0
}
