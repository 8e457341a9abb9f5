import { expect, test } from 'vitest'
import type { Beginning, Entry, Hold } from './index.js'
import { ExchangeLedger } from './index.js'

const hold = {} as Hold
const beginning: Beginning = { client: 'http', origin: 'http://a:80', method: 'GET', path: '/', site: undefined, hold }

function ledgerOf(options: { max?: number; sites?: number } = {}) {
  const clock = { now: 0 }
  const ledger = new ExchangeLedger({
    now: () => clock.now,
    sites: options.sites ?? 10,
    maxExchanges: options.max ?? 10,
  })
  return { clock, ledger }
}

test('an exchange goes from queued to returned, and what comes out of order changes nothing', () => {
  const { ledger, clock } = ledgerOf()
  const exchange = ledger.begin(beginning)
  const [entry] = ledger.entries()
  expect(exchange.state).toBe('queued')
  exchange.sent()
  exchange.headers(103, true)
  expect(exchange.state).toBe('waiting')
  clock.now = 5
  exchange.headers(200, true)
  exchange.headers(500, false)
  exchange.sent()
  expect(entry).toMatchObject({ state: 'open', status: 200, hasBody: true, beganAt: 0 })
  exchange.ended('read')
  exchange.ended('failed')
  exchange.headers(200, true)
  expect(entry).toMatchObject({ state: 'returned', ending: 'read' })
  expect(ledger.size).toBe(0)
})

test('tells its watchers, while the stack is still there, and lets the stack go', () => {
  const { ledger } = ledgerOf()
  const seen: unknown[] = []
  const stop = ledger.watch({ ended: (entry) => seen.push(entry.site !== undefined, entry.ending), bodies: true })
  expect(ledger.wantsBodies).toBe(true)
  ledger.begin({ ...beginning, site: {} }).ended('aborted')
  stop()
  expect(ledger.wantsBodies).toBe(false)
  ledger.begin(beginning).ended('read')
  expect(seen).toEqual([true, 'aborted'])
})

test('an exchange given up on purpose ends as reclaimed, one whose owner is gone is confirmed', () => {
  const { ledger } = ledgerOf()
  const ended: Entry[] = []
  ledger.watch({ ended: (entry) => ended.push(entry) })
  const first = ledger.begin(beginning) as Entry
  first.reclaiming = true
  first.ended('failed')
  ledger.begin(beginning).ended('collected')
  expect(ended.map(({ ending, worst }) => [ending, worst])).toEqual([
    ['reclaimed', undefined],
    ['collected', 'confirmed'],
  ])
})

test('beyond its bound it only counts', () => {
  const { ledger } = ledgerOf({ max: 2 })
  const exchanges = [1, 2, 3].map(() => ledger.begin(beginning))
  expect([ledger.size, ledger.untracked]).toEqual([2, 1])
  for (const exchange of exchanges) {
    exchange.sent()
    exchange.headers(200, true)
    exchange.ended('read')
  }
  expect([ledger.size, ledger.untracked]).toEqual([0, 1])
})

test('stacks are captured as far as they are paid for', () => {
  const { ledger } = ledgerOf({ sites: 1 })
  const capture = (from = ledger): boolean => from.capture(capture, 1) !== undefined
  expect([capture(), capture()]).toEqual([true, false])
  ledger.refill()
  expect([capture(), capture()]).toEqual([true, false])
  expect(capture(ledgerOf({ sites: 0 }).ledger)).toBe(false)
})

test("what ends after it was cleared is nobody's any more", () => {
  const { ledger } = ledgerOf()
  const before = ledger.begin(beginning)
  ledger.clear()
  const after = ledger.begin(beginning)
  before.ended('read')
  expect(ledger.entries()).toEqual([after])
})
