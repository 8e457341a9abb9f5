import type { Sample } from './slope.js'

/**
 * The course of one quantity, bounded: when it is full, every other sample is
 * dropped, so that it always spans the whole time at half the resolution. A
 * watcher that runs for months holds no more than one that ran for minutes.
 */
export class Series {
  readonly #most: number
  #samples: Sample[] = []
  #strideMs = 0

  constructor(most = 120) {
    this.#most = most
  }

  add(atMs: number, value: number): void {
    const last = this.#samples.at(-1)
    if (last !== undefined && atMs - last.atMs < this.#strideMs) return
    this.#samples.push({ atMs, value })
    if (this.#samples.length > this.#most) this.#halve()
  }

  get samples(): readonly Sample[] {
    return this.#samples
  }

  #halve(): void {
    this.#samples = this.#samples.filter((_, index) => index % 2 === 0)
    const [first, second] = this.#samples
    if (first !== undefined && second !== undefined) this.#strideMs = (second.atMs - first.atMs) * 0.9
  }
}

/** The last `most` values, oldest first: what a small history line shows. */
export class Recent<T> {
  readonly #most: number
  readonly #values: T[] = []

  constructor(most: number) {
    this.#most = most
  }

  add(value: T): void {
    this.#values.push(value)
    if (this.#values.length > this.#most) this.#values.shift()
  }

  get values(): readonly T[] {
    return this.#values
  }
}
