import type { Mode } from '../look/index.js'
import type { Target } from '../target/index.js'

/** How to measure; times in ms of this clock, in a laboratory that plays time faster those of the laboratory. */
export interface MeasureOptions {
  readonly target: Target
  readonly mode: Mode | 'auto'
  readonly minMs: number
  readonly maxMs: number
  /** Greatest distance between two rungs, as a share. */
  readonly resolution: number
  /** How long an answer is awaited; undefined: by the round trip. */
  readonly waitMs: number | undefined
  readonly isFrugal: boolean
  readonly connections: number
  readonly pacePerSecond: number
  /** Certificates are not verified. */
  readonly insecure: boolean
}

/** Longer than a server's pause, shorter than a person's. */
const SHORTEST_WAIT_MS = 1000
/** A lost segment is sent again after two round trips or so, and once more after four. */
const ROUND_TRIPS = 8

export const waitFor = ({ waitMs }: MeasureOptions, rttMs: number): number =>
  waitMs ?? Math.max(SHORTEST_WAIT_MS, Math.ceil(ROUND_TRIPS * rttMs))
