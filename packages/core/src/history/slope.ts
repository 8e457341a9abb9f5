/** One measurement of a growing quantity. */
export interface Sample {
  readonly atMs: number
  readonly value: number
}

/** Most samples that take part: Theil–Sen looks at every pair. */
const MOST = 120

/**
 * The Theil–Sen slope: the median of the slopes of all pairs, per ms. One
 * burst or one drop does not move it, which a least-squares line would.
 * Returns 0 for fewer than two samples.
 */
export function robustSlope(samples: readonly Sample[]): number {
  const thinned = thin(samples)
  const slopes: number[] = []
  for (const [i, a] of thinned.entries()) {
    for (const b of thinned.slice(i + 1)) {
      if (b.atMs > a.atMs) slopes.push((b.value - a.value) / (b.atMs - a.atMs))
    }
  }
  return median(slopes)
}

/** The middle value; 0 of an empty list. */
export function median(values: readonly number[]): number {
  if (values.length === 0) return 0
  const sorted = Float64Array.from(values).sort()
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2
}

function thin(samples: readonly Sample[]): readonly Sample[] {
  if (samples.length <= MOST) return samples
  const step = (samples.length - 1) / (MOST - 1)
  return Array.from({ length: MOST }, (_, i) => samples[Math.round(i * step)]).filter((s) => s !== undefined)
}
