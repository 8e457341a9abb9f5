import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type FakeConnection, FakeHost } from '../testing/host.js'
import { exhaustion, growthPerMinute, History, median, robustSlope } from './index.js'
import { Recent, Series } from './series.js'
import { Tally } from './tally.js'

describe('robustSlope', () => {
  it('finds a line whatever a few outliers say', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -50, max: 50 }),
        fc.integer({ min: 12, max: 200 }),
        fc.nat(5),
        (slope, n, spoilt) => {
          const samples = Array.from({ length: n }, (_, i) => ({ atMs: i * 100, value: slope * i * 100 }))
          for (const [i, sample] of samples.entries())
            if (i % 11 === 5 && i / 11 < spoilt) samples[i] = { ...sample, value: 1e9 }
          expect(robustSlope(samples)).toBeCloseTo(slope, 5)
        },
      ),
    )
  })

  it('is 0 where there is nothing to compare', () => {
    expect([robustSlope([]), robustSlope([{ atMs: 1, value: 9 }]), median([])]).toEqual([0, 0, 0])
  })
})

describe('forecast', () => {
  it.each([
    [{ used: 700, limit: 1024, perMinute: 3.1 }, 6_270_968],
    [{ used: 64, limit: 64, perMinute: 0 }, 0],
    [{ used: 10, limit: 64, perMinute: 0 }, null],
  ])('%j', (of, exhaustedInMs) => {
    expect(exhaustion(of).exhaustedInMs).toBe(exhaustedInMs)
  })

  it('never says that something shrinks into exhaustion', () => {
    expect(
      growthPerMinute([
        { atMs: 0, value: 100 },
        { atMs: 60_000, value: 10 },
      ]),
    ).toBe(0)
  })
})

describe('Tally', () => {
  it('counts the last minute exactly, at any rate', () => {
    const tally = new Tally()
    for (let ms = 0; ms < 300_000; ms += 5) tally.add(ms)
    expect(tally.since(240_000)).toBe(12_000)
    expect(tally.since(0)).toBe(12_000)
  })
})

describe('Series', () => {
  it('spans the whole time in bounded space', () => {
    const series = new Series(50)
    for (let i = 0; i <= 10_000; i++) series.add(i * 1000, i)
    expect(series.samples.length).toBeLessThanOrEqual(50)
    expect(series.samples[0]?.value).toBe(0)
    expect(series.samples.at(-1)?.value).toBeGreaterThan(9500)
  })

  it('Recent keeps the latest', () => {
    const recent = new Recent<number>(3)
    for (let i = 0; i < 10; i++) recent.add(i)
    expect(recent.values).toEqual([7, 8, 9])
  })
})

describe('History', () => {
  const key = '10@100|out|127.0.0.1:80|0'
  const host = (connections: FakeConnection[]) => {
    const fake = new FakeHost().process(10)
    fake.connections = connections
    return fake
  }

  it('follows a connection by its cookie, wherever its row is', () => {
    const history = new History()
    history.observe(
      host([
        { pid: 10, cookie: 7, local: '127.0.0.1:1007' },
        { pid: 10, cookie: 8, local: '127.0.0.1:1008' },
      ]).look(1000),
    )
    const { tracks } = history.observe(
      host([
        { pid: 10, cookie: 8, local: '127.0.0.1:1008' },
        { pid: 10, cookie: 9, local: '127.0.0.1:1009' },
      ]).look(2000),
    )
    expect([...tracks.columns.previousRow]).toEqual([1, -1])
    expect([...tracks.columns.firstSeenMs]).toEqual([1000, 2000])
    expect(tracks.gone).toEqual([0])
  })

  it('follows it by its four-tuple where the source has no cookie', () => {
    const history = new History()
    const same = { pid: 10, cookie: 0, local: '127.0.0.1:1007' }
    history.observe(host([same]).look(1000))
    const { tracks } = history.observe(host([{ ...same, local: '127.0.0.1:1008' }, same]).look(2000))
    expect([...tracks.columns.previousRow]).toEqual([-1, 0])
  })

  it('counts births and endings, and tells who closed', () => {
    const history = new History()
    history.observe(
      host([
        { pid: 10, cookie: 7, sentMs: 3000 },
        { pid: 10, cookie: 8, sentMs: 4000 },
      ]).look(1000),
    )
    history.observe(
      host([
        { pid: null, cookie: 7, state: 'TIME-WAIT', local: '127.0.0.1:40000' },
        { pid: 10, cookie: 9, local: '127.0.0.1:999' },
      ]).look(1500),
    )
    const course = history.group(key)
    expect(course?.births.since(0)).toBe(1)
    expect(course?.endings.values.map((e) => [e.by, e.silenceMs])).toEqual(
      expect.arrayContaining([
        ['peer', 4000],
        ['this-side', 3000],
      ]),
    )
    expect(course?.lastIdleCloseMs).toBe(1500)
  })

  it('sees after which silence a connection is used again', () => {
    const history = new History()
    history.observe(host([{ pid: 10, cookie: 7, sentMs: 1900, segmentsOut: 3 }]).look(1000))
    const { tracks } = history.observe(host([{ pid: 10, cookie: 7, sentMs: 50, segmentsOut: 4 }]).look(1200))
    expect(tracks.columns.reuseGapMs[0]).toBe(2050)
  })

  it('forgets groups that are long gone', () => {
    const history = new History()
    history.observe(host([{ pid: 10, cookie: 7 }]).look(1000))
    history.observe(host([]).look(1000 + 11 * 60_000))
    expect(history.group(key)).toBeUndefined()
  })
})
