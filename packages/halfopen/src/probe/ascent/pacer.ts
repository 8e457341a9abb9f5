/** At most so many handshakes at a time: an accept queue is often 128 long. */
const MAX_OPENING = 64
/** A target that refuses is asked half as often, down to this. */
const SLOWEST_MS = 500

/** When the next connection may be opened. */
export class Pacer {
  #intervalMs: number
  #nextAt: number
  #opening = 0

  constructor(perSecond: number, nowMs: number) {
    this.#intervalMs = 1000 / perSecond
    this.#nextAt = nowMs
  }

  /** How long to wait before the next one, ms; 0: now. */
  waitMs(nowMs: number): number {
    return Math.max(this.#nextAt - nowMs, this.#opening >= MAX_OPENING ? 1 : 0, 0)
  }

  started(nowMs: number): void {
    this.#opening += 1
    // A late timer is made up for, a long stop is not.
    this.#nextAt = Math.max(this.#nextAt + this.#intervalMs, nowMs - 50)
  }

  opened(): void {
    this.#opening -= 1
  }

  refused(nowMs: number): void {
    this.#opening -= 1
    this.#intervalMs = Math.min(SLOWEST_MS, this.#intervalMs * 2)
    this.#nextAt = nowMs + 10 * this.#intervalMs
  }
}
