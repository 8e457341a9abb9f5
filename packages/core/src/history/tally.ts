/** How far back a tally counts, in seconds. */
const SPAN_S = 60

/** Counts events of the last minute by the second: exact at any rate, in bounded space. */
export class Tally {
  readonly #counts = new Map<number, number>()

  add(atMs: number, events = 1): void {
    const second = Math.floor(atMs / 1000)
    this.#counts.set(second, (this.#counts.get(second) ?? 0) + events)
    for (const old of this.#counts.keys()) {
      if (old > second - SPAN_S) break
      this.#counts.delete(old)
    }
  }

  /** Events from that moment on, at most a minute back, to the second. */
  since(atMs: number): number {
    const first = Math.floor(atMs / 1000)
    let total = 0
    for (const [second, events] of this.#counts) if (second >= first) total += events
    return total
  }
}
