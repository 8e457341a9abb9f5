import { EXPIRIES } from '@halfopen/core'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { ladderWithin } from '../ladder/index.js'
import { simulate, type World } from '../testing/simulate.js'

// A property plays whole ladders: minutes of simulated time, again and again.
vi.setConfig({ testTimeout: 30_000 })

const RANGE = { minMs: 1000, maxMs: 900_000, resolution: 0.01 }
const { rungs } = ladderWithin(2000, RANGE, ['client', 'server'])

function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return state / 2 ** 32
  }
}

const anyWorld: fc.Arbitrary<World> = fc
  .record({
    idleTimeoutMs: fc.double({ min: Math.log(1100), max: Math.log(880_000), noNaN: true }).map(Math.exp),
    atExpiry: fc.constantFrom(...EXPIRIES),
    holds: fc.record({ client: fc.boolean(), server: fc.boolean() }),
    jitterMs: fc.double({ min: 0, max: 8, noNaN: true }),
    seed: fc.nat(),
  })
  .map(({ seed, ...world }) => ({ ...world, waitMs: 1000, lost: new Set(), random: seeded(seed) }))

const isJustBelow = (ms: number, edgeMs: number): boolean => ms <= edgeMs && ms > edgeMs / 1.04

describe('any path that forgets', () => {
  it('is measured: the bracket holds the timeout and is narrow, and the expiry is named', () => {
    fc.assert(
      fc.property(anyWorld, (world) => {
        const { board } = simulate(world, rungs)
        const { verdict, bracket, atExpiry } = board.judgement
        expect(verdict).toBe('measured')
        expect(bracket?.atLeast).toBeLessThanOrEqual(world.idleTimeoutMs)
        expect(bracket?.atMost).toBeGreaterThanOrEqual(world.idleTimeoutMs)
        expect((bracket?.atMost ?? 0) - (bracket?.atLeast ?? 0)).toBeLessThanOrEqual(world.idleTimeoutMs * 0.0101 + 60)
        expect(atExpiry).toBe(world.atExpiry)
      }),
      { numRuns: 25 },
    )
  })

  it('shows whether probes hold it open', () => {
    fc.assert(
      fc.property(anyWorld, (world) => {
        fc.pre(world.idleTimeoutMs > 1500 && world.idleTimeoutMs < 850_000)
        const { board } = simulate(world, rungs)
        expect(board.judgement.probesReset).toEqual(world.holds)
      }),
      { numRuns: 25 },
    )
  })

  it('is settled soon after its timeout', () => {
    fc.assert(
      fc.property(anyWorld, (world) => {
        fc.pre(world.idleTimeoutMs > 100_000 && world.atExpiry !== 'block-inbound')
        // One path treats the probes of both ends alike; where it does not, a second rung is awaited.
        fc.pre(world.holds.client === world.holds.server)
        const { wallMs } = simulate(world, rungs)
        expect(wallMs).toBeLessThanOrEqual(1.05 * (world.idleTimeoutMs + world.waitMs))
      }),
      { numRuns: 25 },
    )
  })

  it('is measured although single connections are lost', () => {
    fc.assert(
      fc.property(anyWorld, fc.uniqueArray(fc.nat({ max: rungs.length - 1 }), { maxLength: 3 }), (world, lost) => {
        // One lost just below the timeout looks as if it had been forgotten.
        fc.pre(!lost.some((index) => isJustBelow(rungs[index]?.silenceMs ?? 0, world.idleTimeoutMs)))
        const { board } = simulate({ ...world, lost: new Set(lost) }, rungs)
        const { verdict, bracket } = board.judgement
        if (verdict !== 'measured') return
        expect(bracket?.atLeast).toBeLessThanOrEqual(world.idleTimeoutMs)
        expect(bracket?.atMost).toBeGreaterThanOrEqual(world.idleTimeoutMs)
      }),
      { numRuns: 25 },
    )
  })
})

describe('a path that does not forget', () => {
  const endless = { atExpiry: 'silent', holds: { client: true, server: true }, jitterMs: 5, waitMs: 1000 } as const

  it('has no number', () => {
    const { board } = simulate({ ...endless, idleTimeoutMs: Infinity, lost: new Set(), random: seeded(1) }, rungs)
    expect(board.judgement).toMatchObject({ verdict: 'none-found', bracket: undefined })
    expect(board.judgement.aliveUpToMs).toBeGreaterThan(899_000)
  })

  it('has none where connections are lost at random either', () => {
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 0.001, max: 0.4, noNaN: true }), (seed, share) => {
        const random = seeded(seed)
        const lost = new Set(rungs.map((_, index) => index).filter(() => random() < share))
        const { board } = simulate({ ...endless, idleTimeoutMs: Infinity, lost, random }, rungs)
        expect(board.judgement.verdict).not.toBe('measured')
      }),
      { numRuns: 15 },
    )
  })
})
