import { HalfopenError, type Result, type Snapshot } from '@halfopen/core'

import type { Clock, Diagnoser, Eyes } from '../host/index.js'

/** What remains of a look when it is over: its rows belong to the scanner, which uses them again. */
export interface LookSummary {
  readonly connections: number
  readonly processes: number
  readonly namespaces: number
  readonly scanMs: number
  readonly limits: readonly string[]
}

/** For the median; an hour of looks must not grow the process. */
const SCAN_TIMES_KEPT = 61

/** What a lookout feeds: the diagnosis of the whole host, or a watch over some of it. */
export type Observer = Pick<Diagnoser, 'observe' | 'suspects'>

/** Looks, feeds the diagnosis, and counts what went well and what did not. */
export class Lookout<D extends Observer = Diagnoser> {
  looks = 0
  skipped = 0
  last: LookSummary | undefined
  /** What the last look cost with everything that followed from it, ms. */
  tookMs = 0
  /** Why the last look was skipped; undefined after one that went well. */
  failure: HalfopenError | undefined
  readonly #failures = new Map<string, number>()
  readonly #scanTimes: number[] = []

  constructor(
    readonly eyes: Eyes,
    readonly diagnosis: D,
    readonly clock: Clock,
  ) {}

  look(): void {
    const startMs = this.clock.now()
    const seen = this.#ask()
    this.looks += 1
    if (seen.ok) this.#take(seen.value)
    else this.#skip(seen.error)
    this.tookMs = this.clock.now() - startMs
  }

  /** Median time of the last looks, ms. */
  get medianScanMs(): number {
    const sorted = this.#scanTimes.toSorted((a, b) => a - b)
    return sorted[Math.floor(sorted.length / 2)] ?? 0
  }

  /** What could not be seen: what the last look says, and the looks that were skipped. */
  get limits(): readonly string[] {
    const skipped = [...this.#failures].map(([code, n]) => `${n} of ${this.looks} looks were skipped: ${code}`)
    return [...(this.last?.limits ?? []), ...skipped]
  }

  #ask(): Result<Snapshot> {
    return this.eyes.look({ threadsOf: this.diagnosis.suspects() })
  }

  /** A watcher outlives a defect in a rule: that look is skipped and counted like any other. */
  #observe(snapshot: Snapshot): HalfopenError | undefined {
    try {
      this.diagnosis.observe(snapshot)
      return undefined
    } catch (error) {
      return new HalfopenError('HO_INTERNAL', error instanceof Error ? error.message : String(error), { cause: error })
    }
  }

  #skip(error: HalfopenError): void {
    this.skipped += 1
    this.failure = error
    this.#failures.set(error.code, (this.#failures.get(error.code) ?? 0) + 1)
  }

  #take(snapshot: Snapshot): void {
    const defect = this.#observe(snapshot)
    if (defect !== undefined) return this.#skip(defect)
    this.failure = undefined
    this.#scanTimes.push(snapshot.scanMs)
    if (this.#scanTimes.length > SCAN_TIMES_KEPT) this.#scanTimes.shift()
    this.last = {
      connections: snapshot.connections.length,
      processes: snapshot.processes.length,
      // One that vanished leaves a hole with the id 0.
      namespaces: snapshot.namespaces.filter(({ id }) => id !== 0).length,
      scanMs: snapshot.scanMs,
      limits: snapshot.limits,
    }
  }
}
