/** What the scanner itself costs. */
export interface ScannerStats {
  readonly looks: number
  /** Looks that failed. */
  readonly skipped: number
  /** The last look. */
  readonly lastMs: StageMs
  /** Descriptor directories walked since the start. */
  readonly directoryWalks: number
  /** Sockets whose owner is remembered. */
  readonly ownersCached: number
}

/** Milliseconds that each stage of a look took. */
export interface StageMs {
  readonly processes: number
  readonly sockets: number
  readonly owners: number
  readonly threads: number
  readonly total: number
}

/** Times the stages of a look. */
export class Stopwatch {
  readonly #clock: () => number
  #stages = { processes: 0, sockets: 0, owners: 0, threads: 0, total: 0 }
  #lapAt = 0
  startedAt = 0

  constructor(clock: () => number) {
    this.#clock = clock
  }

  get laps(): StageMs {
    return this.#stages
  }

  start(): void {
    this.#stages = { processes: 0, sockets: 0, owners: 0, threads: 0, total: 0 }
    this.startedAt = this.#clock()
    this.#lapAt = this.startedAt
  }

  lap(stage: Exclude<keyof StageMs, 'total'>): void {
    const now = this.#clock()
    this.#stages[stage] = now - this.#lapAt
    this.#lapAt = now
  }

  stop(): void {
    this.#stages.total = this.#clock() - this.startedAt
  }
}
