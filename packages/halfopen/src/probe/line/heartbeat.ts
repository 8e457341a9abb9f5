const BEAT_MS = 10

/**
 * Knows how late this process is: an event that is handled now may have come
 * at any time since the beat before the last one. Needed for a RST, after
 * which the kernel keeps no times.
 */
export class Heartbeat implements Disposable {
  readonly #now: () => number
  readonly #timer: NodeJS.Timeout
  #lastMs: number
  #beforeMs: number

  constructor(now: () => number) {
    this.#now = now
    this.#lastMs = now()
    this.#beforeMs = this.#lastMs
    this.#timer = setInterval(() => this.#beat(), BEAT_MS)
  }

  get sinceMs(): number {
    return this.#beforeMs
  }

  #beat(): void {
    this.#beforeMs = this.#lastMs
    this.#lastMs = this.#now()
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }
}
