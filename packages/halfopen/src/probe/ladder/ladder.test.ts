import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FRUGAL_LIMIT, frugalPlan, ladderWithin, SHORTEST_PROBED_MS, silences } from './index.js'

const anyRange = fc
  .record({
    minMs: fc.integer({ min: 50, max: 20_000 }),
    factor: fc.double({ min: 1.2, max: 10_000, noNaN: true }),
    resolution: fc.double({ min: 0.001, max: 0.5, noNaN: true }),
  })
  .map(({ minMs, factor, resolution }) => ({ minMs, maxMs: minMs * factor, resolution }))

describe('the ladder', () => {
  it('holds both ends and no gap wider than the resolution, or 5 ms', () => {
    fc.assert(
      fc.property(anyRange, (range) => {
        const all = silences(range)
        expect(all[0]).toBe(range.minMs)
        expect(all.at(-1)).toBe(range.maxMs)
        const isStep = (ms: number, before: number) =>
          ms > before && ms - before <= Math.max(before * range.resolution, 5) + 1e-6
        expect(all.slice(1).every((ms, index) => isStep(ms, all[index] ?? 0))).toBe(true)
      }),
    )
  })

  it('has 685 rungs from 1 s to 15 m at 1 %, and probed ones between them', () => {
    const range = { minMs: 1000, maxMs: 900_000, resolution: 0.01 }
    expect(silences(range)).toHaveLength(685)
    const { rungs, resolution } = ladderWithin(2000, range, ['client', 'server'])
    expect(resolution).toBe(0.01)
    const probed = rungs.filter(({ probesFrom }) => probesFrom === 'client').map(({ silenceMs }) => silenceMs)
    expect(Math.min(...probed)).toBeGreaterThanOrEqual(SHORTEST_PROBED_MS)
    for (const [index, ms] of probed.slice(1).entries()) expect(ms / (probed[index] ?? 1)).toBeLessThanOrEqual(1.031)
  })

  it('becomes coarser where connections are few', () => {
    fc.assert(
      fc.property(anyRange, fc.integer({ min: 8, max: 3000 }), (range, limit) => {
        const { rungs, resolution } = ladderWithin(limit, range, ['client'])
        expect(rungs.length).toBeLessThanOrEqual(limit)
        expect(resolution).toBeGreaterThanOrEqual(range.resolution)
      }),
    )
  })
})

describe('the frugal plan', () => {
  it.each([
    [1000, 900_000, 0.01],
    [1000, 7_200_000, 0.01],
    [100, 72_000, 0.01],
    [1000, 60_000, 0.001],
  ])('%d ms to %d ms at %d takes at most 64 connections and 2.5 × the timeout', (minMs, maxMs, wanted) => {
    const { coarse, fine, resolution } = frugalPlan({ minMs, maxMs, resolution: wanted }, ['client', 'server'])
    expect(resolution).toBeGreaterThanOrEqual(wanted)
    for (const [index, { silenceMs }] of coarse.slice(1).entries()) {
      const atLeast = coarse[index]?.silenceMs ?? 0
      const rungs = fine({ atLeast, atMost: silenceMs })
      expect(coarse.length + rungs.length).toBeLessThanOrEqual(FRUGAL_LIMIT)
      const longest = Math.max(...rungs.map((rung) => rung.silenceMs))
      // The timeout is at least atLeast: the first pass takes silenceMs, the second ends by its third dead rung.
      expect(longest).toBeGreaterThan(silenceMs)
      expect(silenceMs / atLeast).toBeLessThanOrEqual(1.25)
    }
  })
})
