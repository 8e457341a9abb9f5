/** Answers remembered: those of the last moments, on a fine ladder. */
const REMEMBERED = 64
/** A far side that is late becomes later before it catches up. */
const MARGIN = 3
/** Beyond this a far side is not slow, but not there. */
const MOST_WAITS = 10

/** How long an answer is awaited: longer while answers are late, so that a busy far side is not taken for a dead path. */
export class Patience {
  readonly #baseMs: number
  readonly #lates: number[] = []

  constructor(baseMs: number) {
    this.#baseMs = baseMs
  }

  get waitMs(): number {
    return Math.min(MOST_WAITS * this.#baseMs, Math.max(this.#baseMs, MARGIN * Math.max(0, ...this.#lates)))
  }

  /** An answer came so much after its time. */
  answered(lateMs: number): void {
    this.#lates.push(lateMs)
    if (this.#lates.length > REMEMBERED) this.#lates.shift()
  }
}
