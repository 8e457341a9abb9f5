import type { Stage } from './fault.js'

/** Timers are no finer. */
const FINEST_MS = 1

/**
 * Sleeps what a stream owes. Less than a timer can do is owed until it adds
 * up, and what a timer overslept is credited, so that the mean is right.
 */
export class Pace {
  readonly #stage: Stage
  #owedMs = 0

  constructor(stage: Stage) {
    this.#stage = stage
  }

  /** False: interrupted. */
  async owe(ms: number): Promise<boolean> {
    this.#owedMs += ms
    if (this.#owedMs < FINEST_MS) return !this.#stage.interrupted
    const before = this.#stage.now()
    const slept = await this.#stage.sleep(this.#owedMs)
    this.#owedMs -= this.#stage.now() - before
    return slept
  }
}
