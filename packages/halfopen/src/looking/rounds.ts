import type { Clock } from '../host/index.js'
import type { Lookout } from './lookout.js'
import { restedInterval } from './rest.js'

export interface RoundsOptions {
  readonly lookout: Pick<Lookout, 'look' | 'tookMs' | 'looks'>
  readonly clock: Clock
  readonly intervalMs: number
  readonly signal: AbortSignal
  readonly afterLook: () => void
}

/** Looks until the signal aborts. A look that fails is the lookout's business: the next one may go well. */
export async function rounds({ lookout, clock, intervalMs, signal, afterLook }: RoundsOptions): Promise<void> {
  while (!signal.aborted) {
    const startMs = clock.now()
    lookout.look()
    afterLook()
    const nextMs = startMs + restedInterval(intervalMs, lookout)
    await clock.sleep(Math.max(0, nextMs - clock.now()), signal)
  }
}
