import { once } from 'node:events'

import type { ExitCode, Io, stopSignal } from '../../host/index.js'
import { Lines } from './lines.js'

type StopSignal = ReturnType<typeof stopSignal>

/** A part of the laboratory that runs until it is told to stop. */
export interface Play<T extends AsyncDisposable> {
  /** Opens it; `print` prints a line for each thing that happens. */
  readonly open: (print: (line: string) => void) => Promise<T>
  /** What is printed once it is open. */
  readonly opened: (what: T) => string | Promise<string>
}

/** Opens it, says so, and closes it when it is told to stop. */
export async function playUntilStopped<T extends AsyncDisposable>(
  { open, opened }: Play<T>,
  { io, as, stop }: { readonly io: Io; readonly as: 'text' | 'json'; readonly stop: StopSignal },
): Promise<ExitCode> {
  const lines = new Lines(io.stdout, as)
  try {
    await using what = await open((line) => lines.print(line))
    lines.print(await opened(what))
    if (!stop.signal.aborted) await once(stop.signal, 'abort')
    return 0
  } finally {
    stop.release()
    lines.ownUp()
  }
}
