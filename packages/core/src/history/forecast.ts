import type { Sample } from './slope.js'
import { robustSlope } from './slope.js'

export interface Exhaustion {
  readonly perMinute: number
  /** 0 where nothing is left; null where it does not grow. */
  readonly exhaustedInMs: number | null
}

/** When a resource of which `used` of `limit` is taken runs out at this growth. */
export function exhaustion(of: { used: number; limit: number; perMinute: number }): Exhaustion {
  const left = of.limit - of.used
  if (left <= 0) return { perMinute: of.perMinute, exhaustedInMs: 0 }
  const exhaustedInMs = of.perMinute > 0 ? Math.round((left / of.perMinute) * 60_000) : null
  return { perMinute: of.perMinute, exhaustedInMs }
}

/** Growth per minute over the samples, never negative, to one decimal. */
export function growthPerMinute(samples: readonly Sample[]): number {
  return Math.max(0, Math.round(robustSlope(samples) * 600_000) / 10)
}
