import type { Diagnosis, Result, Snapshot } from '@halfopen/core'

/** Looks at the host once for each call: the kernel's Scanner, or a test's. */
export interface Eyes extends Disposable {
  look(question: { readonly threadsOf: readonly number[] }): Result<Snapshot>
}

/** Says what is wrong: core's Diagnosis, or a test's. */
export type Diagnoser = Pick<Diagnosis, 'observe' | 'suspects' | 'findings' | 'processes' | 'connections'>

export interface Clock {
  /** Monotonic, ms. */
  now(): number
  /** Wall clock, for display only. */
  date(): Date
  /** Resolves after `ms`, or at once when the signal aborts; never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}
