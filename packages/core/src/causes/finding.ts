import type { CauseId, Runtime } from '../words/index.js'

export type Severity = 'info' | 'warning' | 'critical'

/**
 * `certain`: the kernel says so. `likely`: a second look or history says so.
 * `possible`: looks the same as something harmless, and the evidence says what.
 */
export type Confidence = 'certain' | 'likely' | 'possible'

/** When a resource runs out if the growth goes on. */
export interface Forecast {
  readonly resource: 'descriptors'
  readonly limit: number
  readonly used: number
  readonly perMinute: number
  /** 0 where nothing is left; null where it does not grow. */
  readonly exhaustedInMs: number | null
}

export interface FindingProcess {
  readonly pid: number
  readonly name: string
  readonly exe: string
  readonly cmdline: string
  readonly runtime: Runtime
  readonly container: string | null
}

export interface Remedy {
  readonly summary: string
  readonly code: string
  /** The halfopen command that mends the live connections, or null. */
  readonly cure: string | null
}

/** A cause, its culprit, its evidence and its remedy. `id` is stable for the same trouble across restarts. */
export interface Finding {
  readonly id: string
  readonly cause: CauseId
  readonly severity: Severity
  readonly confidence: Confidence
  readonly process: FindingProcess
  readonly direction: 'inbound' | 'outbound' | null
  readonly remote: string | null
  readonly localPort: number | null
  readonly connections: number
  readonly oldestMs: number
  readonly summary: string
  readonly evidence: readonly string[]
  readonly forecast: Forecast | null
  readonly remedy: Remedy
}
