import type { Ended } from '../verdict/index.js'

/** Of a suite that leaks from process after process, nobody reads more; each takes some kilobytes. */
const MAX_KEPT = 10_000

/** Processes that ended and held something: those that held nothing are most, and tell nothing. */
export class Leavers {
  readonly #kept: Ended[] = []
  #omitted = 0

  add(ended: Ended): void {
    if (ended.findings.length === 0) return
    if (this.#kept.length < MAX_KEPT) this.#kept.push(ended)
    else this.#omitted += 1
  }

  get kept(): readonly Ended[] {
    return this.#kept
  }

  /** How many more there were. */
  get omitted(): number {
    return this.#omitted
  }
}
