import { setImmediate as turn } from 'node:timers/promises'

import type { Clock } from '../../host/index.js'

/** From look to look while something happens, and while nothing does. */
const LIVELY_MS = 1
const CALM_MS = 10
/** How long after the last event something may still happen. */
const LIVELY_FOR_MS = 1000
/** A look that takes long is followed by a rest of so many times its length: it must not slow down the clients. */
const REST_FACTOR = 4
/** One slow look, when the machine is busy, must not blind us. */
const MOST_MS = 20
/** From glance to glance: a connection to a server on this host may live half a millisecond. */
const GLANCE_LIVELY_MS = 0.15
const GLANCE_CALM_MS = 1

const nobody = new Int32Array(new SharedArrayBuffer(4))

/** Decides when to look next, and glances meanwhile. */
export class Pace {
  readonly #clock: Clock
  #eventMs: number

  constructor(clock: Clock) {
    this.#clock = clock
    this.#eventMs = clock.now()
  }

  /**
   * Rests after a look that began at `startMs` and in which something `happened` or not; ends early when `glance`
   * tells of something new, or the signal aborts.
   */
  async rest(look: { startMs: number; happened: boolean }, glance: () => boolean, signal: AbortSignal): Promise<void> {
    const nowMs = this.#clock.now()
    if (look.happened) this.#eventMs = nowMs
    const isLively = nowMs - this.#eventMs < LIVELY_FOR_MS
    const restMs = Math.max(isLively ? LIVELY_MS : CALM_MS, Math.min(MOST_MS, (nowMs - look.startMs) * REST_FACTOR))
    while (this.#clock.now() < nowMs + restMs && !signal.aborted) {
      await (isLively ? nap() : this.#clock.sleep(GLANCE_CALM_MS, signal))
      if (glance()) {
        this.#eventMs = this.#clock.now()
        return
      }
    }
  }
}

/** Timers are whole milliseconds, which is too long here; this sleeps the thread, and then lets events have their turn. */
async function nap(): Promise<void> {
  Atomics.wait(nobody, 0, 0, GLANCE_LIVELY_MS)
  await turn()
}
