import { describe, expect, it } from 'vitest'
import { announcedMs, IdleLimits } from './index.js'

const rules = { idleTimeoutMs: 4000, maxIdleTimeoutMs: 600_000, idleMarginMs: 1000 }
const fresh = () => new IdleLimits(rules).of('http://x')

it.each([
  ['timeout=5, max=1000', 5000],
  ['max=3,Timeout = 7', 7000],
  ['timeout="2"', 2000],
  ['xtimeout=5', undefined],
  ['timeout=', undefined],
  ['timeout=99999999999', 99_999_999_999_000],
  ['', undefined],
])('Keep-Alive: %s announces %s ms', (header, ms) => expect(announcedMs(header)).toBe(ms))

describe('a connection may lie idle', () => {
  it('for the default while nothing is known', () => expect(fresh().usableMs(0)).toBe(4000))

  it('for what is announced less the margin, which is at most a fifth, and at most the maximum', () => {
    const limit = fresh()
    const usable = [1000, 60_000, 3_600_000].map((ms) => {
      limit.announce(ms)
      return limit.usableMs(0)
    })
    expect(usable).toEqual([800, 59_000, 600_000])
  })

  it('for the least of what was observed, against what is announced', () => {
    const limit = fresh()
    limit.announce(60_000)
    limit.closedAfter(400, 10_000)
    limit.closedAfter(300, 20_000)
    expect(limit.usableMs(20_000)).toBe(240)
  })

  it('no shorter because a server stopped: many closes at once, at different ages', () => {
    const limit = fresh()
    for (const [nth, idleMs] of [15, 900, 40, 2500].entries()) limit.closedAfter(idleMs, 1000 + nth)
    expect(limit.usableMs(2000)).toBe(4000)
  })

  it('no shorter because a server closed right after an answer', () => {
    const limit = fresh()
    limit.closedAfter(9, 0)
    expect(limit.usableMs(0)).toBe(4000)
  })

  it('as before once what was observed is ten minutes old', () => {
    const limit = fresh()
    limit.closedAfter(300, 0)
    expect(limit.usableMs(600_000)).toBe(240)
    expect(limit.usableMs(600_001)).toBe(4000)
  })
})

it('what is known is bounded: the origin asked for longest ago is forgotten', () => {
  const limits = new IdleLimits(rules)
  limits.of('a').announce(60_000)
  limits.of('b').announce(60_000)
  for (let nth = 0; nth < 998; nth += 1) limits.of(`${nth}`)
  limits.of('a')
  limits.of('one more')
  expect(limits.of('a').usableMs(0)).toBe(59_000)
  expect(limits.of('b').usableMs(0)).toBe(4000)
})
