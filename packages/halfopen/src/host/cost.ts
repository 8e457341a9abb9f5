/** What watching costs this host. */
export interface Cost {
  /** Share of one core since the last sample, percent. */
  readonly cpuPercent: number
  readonly residentBytes: number
}

/** Samples closer together than this say more about the clock than about us. */
const MIN_SPAN_MS = 2000

/** Measures this process itself. */
export class OwnCost {
  #since = { atMs: performance.now(), cpu: process.cpuUsage() }
  #last: Cost = { cpuPercent: 0, residentBytes: process.memoryUsage.rss() }

  sample(): Cost {
    const spanMs = performance.now() - this.#since.atMs
    if (spanMs < MIN_SPAN_MS) return this.#last
    const { user, system } = process.cpuUsage(this.#since.cpu)
    this.#since = { atMs: performance.now(), cpu: process.cpuUsage() }
    this.#last = { cpuPercent: (user + system) / 10 / spanMs, residentBytes: process.memoryUsage.rss() }
    return this.#last
  }
}
