import type { ProbesFrom, Rung } from './rung.js'

export interface Range {
  /** Shortest and longest silence, ms. */
  readonly minMs: number
  readonly maxMs: number
  /** Greatest distance between two rungs, as a share: 0.01 is 1 %. */
  readonly resolution: number
}

/** Below this the clocks of the two ends, not the path, would decide. */
const SMALLEST_STEP_MS = 5
/** Whether probes reset the timer is one bit: it needs few rungs, but one by the time the plain ones have confirmed it. */
const PROBED_RESOLUTION = 0.03
/** Beyond the longest silence, so that a timeout just below it is confirmed like any other. */
const BEYOND = 2
/** The kernel's shortest keep-alive time is 1 s, and its timer wheel may add a tenth. */
export const SHORTEST_PROBED_MS = 1500

/** Silences from `minMs` to `maxMs`, each at most `resolution` longer than the one before; both ends included. */
export function silences({ minMs, maxMs, resolution }: Range): readonly number[] {
  const steps = [minMs]
  for (let ms = next(minMs, resolution); ms < maxMs; ms = next(ms, resolution)) steps.push(ms)
  return maxMs > minMs ? [...steps, maxMs] : steps
}

const next = (ms: number, resolution: number): number => Math.max(ms * (1 + resolution), ms + SMALLEST_STEP_MS)

/** The rungs of one pass, shortest first, with coarser ladders of probed rungs between them. */
function ladder(range: Range, probers: readonly Exclude<ProbesFrom, 'nobody'>[]): readonly Rung[] {
  const stride = Math.max(1, Math.floor(Math.log1p(PROBED_RESOLUTION) / Math.log1p(range.resolution)))
  const isProbed = (ms: number, index: number) => index % stride === 0 && ms >= SHORTEST_PROBED_MS
  const beyond = Array.from({ length: BEYOND }, (_, i) => range.maxMs * (1 + range.resolution) ** (i + 1))
  return [...silences(range), ...beyond].flatMap((silenceMs, index) => [
    { silenceMs, probesFrom: 'nobody' },
    ...(isProbed(silenceMs, index) ? probers.map((probesFrom) => ({ silenceMs, probesFrom })) : []),
  ])
}

/** The finest ladder of at most `limit` connections, 8 or more; its resolution is that of the range, or coarser. */
export function ladderWithin(
  limit: number,
  range: Range,
  probers: readonly Exclude<ProbesFrom, 'nobody'>[],
): { readonly rungs: readonly Rung[]; readonly resolution: number } {
  for (let resolution = range.resolution; ; resolution *= 1.05) {
    const rungs = ladder({ ...range, resolution }, probers)
    if (rungs.length <= limit) return { rungs, resolution }
  }
}
