import { describe, expect, it } from 'vitest'
import { ladderWithin, type Rung } from '../ladder/index.js'
import { simulate, type World } from '../testing/simulate.js'
import { judge, type Outcome } from './index.js'

const CLOSING: World = {
  idleTimeoutMs: 3000,
  atExpiry: 'close',
  holds: { client: false, server: false },
  jitterMs: 0,
  waitMs: 1000,
  lost: new Set(),
  random: () => 0.5,
}

function ladder(maxMs: number, connections: number): readonly Rung[] {
  return ladderWithin(connections, { minMs: 1000, maxMs, resolution: 0.01 }, ['client']).rungs
}

describe('a server that closes what is idle', () => {
  it.each([20, 50, 200, 2000])(
    'is measured with %d connections, also where one lived until just then',
    (connections) => {
      const rungs: readonly Rung[] = [...ladder(8000, connections), { silenceMs: 2995, probesFrom: 'nobody' }]
      const { bracket, verdict, edge } = simulate(CLOSING, rungs).board.judgement
      expect({ verdict, edge }).toEqual({ verdict: 'measured', edge: 'exact' })
      expect(bracket?.atLeast).toBeLessThanOrEqual(3000)
      expect(bracket?.atMost).toBeGreaterThanOrEqual(3000)
    },
  )

  it.each([
    [20, 55],
    [200, 5.5],
    [2000, 5],
  ])('and looks once a second: all ages are told (%d connections)', (connections, paceMs) => {
    const world = { ...CLOSING, idleTimeoutMs: 3100, sweepMs: 1000, paceMs }
    const { bracket, verdict, edge } = simulate(world, ladder(8000, connections)).board.judgement
    expect({ verdict, edge }).toEqual({ verdict: 'measured', edge: 'swept' })
    expect(bracket?.atLeast).toBeLessThan(3200)
    expect(bracket?.atMost).toBeGreaterThan(3950)
  })

  it('in one sweep: what another sweep could show is told as well', () => {
    const world = { ...CLOSING, idleTimeoutMs: 3100, sweepMs: 1000, paceMs: 1 }
    const { bracket, verdict, edge } = simulate(world, ladder(8000, 200)).board.judgement
    expect({ verdict, edge }).toEqual({ verdict: 'measured', edge: 'at-once' })
    expect(bracket?.atLeast).toBeLessThanOrEqual(3100)
    expect(bracket?.atMost).toBeGreaterThanOrEqual(4090)
  })
})

describe('ends that are no idle timeout', () => {
  const plain = (silenceMs: number): Rung => ({ silenceMs, probesFrom: 'nobody' })
  const ended = (rung: Rung, ageMs: number): Outcome => ({
    rung,
    silenceMs: { atLeast: ageMs - 10, atMost: ageMs + 10 },
    endedAtMs: 2200,
    ending: { kind: 'closed' },
  })

  it('a restart has no number', () => {
    const rungs = Array.from({ length: 40 }, (_, index) => plain(5000 + index))
    const outcomes = rungs.map((rung, index) => ended(rung, 2200 - index * 50))
    expect(judge(outcomes, rungs).verdict).toBe('noise')
  })

  it('is never taken for no limit: those that ended are not explained by it', () => {
    const rungs = [1000, 2000, 3000, 8000].map(plain)
    const outcomes: readonly Outcome[] = [
      ...rungs.slice(0, 2).map((rung) => ({
        rung,
        silenceMs: { atLeast: rung.silenceMs, atMost: rung.silenceMs },
        ending: { kind: 'alive' as const },
      })),
      ...rungs.slice(2).map((rung) => ended(rung, 1500)),
    ]
    expect(judge(outcomes, rungs).verdict).not.toBe('none-found')
  })

  it('a FIN that only a use brings counts by the silence before it', () => {
    const rungs = [1000, 2000, 2900, 3000, 3100, 4000, 8000].map(plain)
    const outcomes = rungs.map(
      (rung): Outcome => ({
        rung,
        silenceMs: { atLeast: rung.silenceMs - 10, atMost: rung.silenceMs + 10 },
        ending: rung.silenceMs < 3000 ? { kind: 'alive' } : { kind: 'dead', later: 'closed' },
      }),
    )
    expect(judge(outcomes, rungs)).toMatchObject({
      verdict: 'measured',
      atExpiry: 'close',
      bracket: { atLeast: 2890, atMost: 3010 },
    })
  })
})
