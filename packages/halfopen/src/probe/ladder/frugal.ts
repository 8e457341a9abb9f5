import { type Range, SHORTEST_PROBED_MS, silences } from './ladder.js'
import type { ProbesFrom, Rung } from './rung.js'

/** Connections of both passes together. */
export const FRUGAL_LIMIT = 64
/** Dead rungs wanted above the timeout, in the fine pass. */
const ABOVE = 4
/** A server that looks for idle connections once a second, or counts whole seconds too, is late by so much. */
const LATE_MS = 2300
/** A coarser first pass would make the two together slower than 2.5 × the timeout. */
const COARSEST = 0.22
const FINEST = 0.05

export interface FrugalPlan {
  readonly coarse: readonly Rung[]
  readonly resolution: number
  /** The second pass, between the last silence that lived and the first that did not. */
  readonly fine: (bracket: { readonly atLeast: number; readonly atMost: number }) => readonly Rung[]
  /** The second pass where ends are announced, whatever silence a rung was to keep: to see the same once more, and whether probes hold. */
  readonly again: (bracket: { readonly atMost: number }) => readonly Rung[]
}

/** Two passes of together at most 64 connections; the resolution is that of the range, or coarser where it must be. */
export function frugalPlan(range: Range, probers: readonly Exclude<ProbesFrom, 'nobody'>[]): FrugalPlan {
  for (let resolution = range.resolution; ; resolution *= 1.05) {
    const step = cheapestStep(range, resolution)
    const left = FRUGAL_LIMIT - cost(range, { step, resolution })
    // Each prober wants two rungs: one that fails by chance proves nothing.
    if (left >= probers.length * 2 || resolution > COARSEST) {
      const coarse = silences({ ...range, resolution: step }).map(plainRung)
      return {
        coarse,
        resolution,
        fine: (bracket) => finePass(bracket, { range, resolution, probers }),
        again: ({ atMost }) => [
          ...Array.from({ length: ABOVE }, () => plainRung(atMost + LATE_MS)),
          ...probedAbove(atMost + LATE_MS, probers),
        ],
      }
    }
  }
}

function cheapestStep(range: Range, resolution: number): number {
  let best = COARSEST
  for (let step = COARSEST; step >= FINEST; step -= 0.01) {
    if (cost(range, { step, resolution }) < cost(range, { step: best, resolution })) best = step
  }
  return best
}

function cost(range: Range, { step, resolution }: { step: number; resolution: number }): number {
  return silences({ ...range, resolution: step }).length + Math.ceil(Math.log1p(step) / Math.log1p(resolution)) + ABOVE
}

interface FineOptions {
  readonly range: Range
  readonly resolution: number
  readonly probers: readonly Exclude<ProbesFrom, 'nobody'>[]
}

function finePass(
  { atLeast, atMost }: { readonly atLeast: number; readonly atMost: number },
  { range, resolution, probers }: FineOptions,
): readonly Rung[] {
  const minMs = Math.max(atLeast, range.minMs / 2)
  const topMs = Math.max(atMost, minMs) * (1 + resolution) ** (ABOVE - 1)
  const plain = silences({ minMs, maxMs: topMs, resolution }).map(plainRung)
  return [...plain, ...probedAbove(topMs, probers)]
}

/** Two from each end: one that fails by chance proves nothing. */
function probedAbove(topMs: number, probers: FineOptions['probers']): readonly Rung[] {
  if (topMs < SHORTEST_PROBED_MS) return []
  return [topMs * 1.02, topMs * 1.05].flatMap((silenceMs) => probers.map((probesFrom) => ({ silenceMs, probesFrom })))
}

const plainRung = (silenceMs: number): Rung => ({ silenceMs, probesFrom: 'nobody' })
