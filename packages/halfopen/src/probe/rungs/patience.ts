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

  #overdue = 0

  constructor(baseMs: number) {
    this.#baseMs = baseMs
  }

  get waitMs(): number {
    return Math.min(MOST_WAITS * this.#baseMs, Math.max(this.#baseMs, MARGIN * Math.max(0, ...this.#lates)))
  }

  /**
   * Of the answers that are overdue, every second one is prompted (something
   * is sent, to see what that meets), the first one at once. The others only
   * listen on, so that a late answer is known to have come by itself.
   */
  isTurnToPrompt(): boolean {
    this.#overdue += 1
    return this.#overdue % 2 === 1
  }

  /** An answer came so much after its time. */
  answered(lateMs: number): void {
    this.#lates.push(lateMs)
    if (this.#lates.length > REMEMBERED) this.#lates.shift()
  }
}
