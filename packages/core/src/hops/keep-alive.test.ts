import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KEEP_ALIVE_ADVICE_FOR, keepAliveCode, keepAliveTimes } from './index.js'

describe('keep-alive settings', () => {
  it.each([
    [350_000, { timeS: 60, intervalS: 10, probes: 5 }],
    [60_000, { timeS: 20, intervalS: 5, probes: 5 }],
    [5000, { timeS: 1, intervalS: 1, probes: 5 }],
    [1999, undefined],
  ])('for a path that forgets after %d ms', (ms, times) => {
    expect(keepAliveTimes(ms)).toEqual(times)
  })

  it('leave room for two lost probes where the kernel allows it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3000, max: 10_000_000 }), (ms) => {
        const times = keepAliveTimes(ms)
        expect(times).toBeDefined()
        if (times === undefined) return
        expect((times.timeS + 2 * times.intervalS) * 1000).toBeLessThanOrEqual(ms)
        expect(times.timeS).toBeLessThanOrEqual(60)
      }),
    )
  })

  it.each(KEEP_ALIVE_ADVICE_FOR)('are written for %s with the numbers in it', (client) => {
    const code = keepAliveCode(client, { timeS: 47, intervalS: 11, probes: 3 })
    expect(code).toContain('47')
    expect(code).not.toContain('undefined')
  })
})
