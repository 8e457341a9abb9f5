import { expect, test } from 'vitest'
import { type Entry, ExchangeLedger, type Hold, type Pool } from '../ledger/index.js'
import { Progress } from './progress.js'
import { sweep } from './sweep.js'

const LIMIT_MS = 10_000

interface Filled {
  bytesRead: number | undefined
  buffered: number | undefined
  consumed: boolean | undefined
  pool?: Pool
  lost?: boolean
  sent?: boolean
  spent?: boolean
  /** Where it is not given, the hold is of something that is read. */
  idle?: boolean
}

/** A ledger of exchanges whose buffers the test fills by hand. */
function scene() {
  const clock = { now: 0 }
  const ledger = new ExchangeLedger({ now: () => clock.now, sites: 0, maxExchanges: 100 })
  const progress = new Progress(1000)
  const body = (over: Partial<Filled> = {}) => {
    const state: Filled = { bytesRead: 500, buffered: 500, consumed: undefined, ...over }
    const hold = {
      bufferedBytes: () => state.buffered,
      bytesRead: () => state.bytesRead,
      isConsumed: () => state.consumed,
      isLost: () => state.lost ?? false,
      pool: () => state.pool,
      isSent: () => state.sent ?? false,
      isSpent: () => state.spent ?? false,
      ...('idle' in over && { isIdle: () => state.idle }),
    } as unknown as Hold
    const origin = 'http://a:80'
    const entry = ledger.begin({ client: 'undici', origin, method: 'GET', path: '/', site: undefined, hold }) as Entry
    const opened = (): void => {
      entry.sent()
      entry.headers(200, true)
    }
    return { state, entry, opened }
  }
  const pass = (seconds: number, each: () => void = () => undefined) => {
    const found = { suspects: 0, confirmed: 0 }
    for (let second = 0; second < seconds; second += 1) {
      clock.now += 1000
      each()
      const { suspects, confirmed } = sweep(ledger, progress, LIMIT_MS)
      found.suspects += suspects.length
      found.confirmed += confirmed.length
    }
    return found
  }
  return { clock, ledger, progress, body, pass }
}

const NOTHING = { suspects: 0, confirmed: 0 }

test('bytes that wait and do not move make a suspect, once, after the time allowed', () => {
  const { body, pass } = scene()
  const { entry, opened } = body()
  opened()
  expect(pass(10)).toEqual(NOTHING)
  expect(pass(1)).toEqual({ suspects: 1, confirmed: 0 })
  expect(entry.state).toBe('suspect')
  expect(pass(20)).toEqual(NOTHING)
})

test('a silent server, a request under way and a response without a body are no suspects', () => {
  const { body, pass } = scene()
  body({ buffered: 0 }).opened()
  body().entry.sent()
  const empty = body().entry
  empty.sent()
  empty.headers(204, false)
  expect(pass(60)).toEqual(NOTHING)
})

test('an application that reads slowly is no suspect; when it stops, it gets more patience than one that never began', () => {
  const { body, pass } = scene()
  const { state, opened } = body({ consumed: true })
  opened()
  expect(pass(60, () => (state.buffered = state.buffered === 500 ? 400 : 500))).toEqual(NOTHING)
  expect(pass(29)).toEqual(NOTHING)
  expect(pass(3)).toMatchObject({ suspects: 1 })
})

test('a body nobody has touched is unread even while more of it comes', () => {
  const { body, pass } = scene()
  const { state, opened } = body({ consumed: false })
  opened()
  const grow = (): void => {
    state.bytesRead = (state.bytesRead ?? 0) + 10
    state.buffered = (state.buffered ?? 0) + 10
  }
  expect(pass(12, grow)).toMatchObject({ suspects: 1 })
})

test('bytes that nobody counts do not stand still: buffers that stay full may be those of a reader', () => {
  const { body, pass } = scene()
  body({ bytesRead: undefined, consumed: true }).opened()
  expect(pass(60)).toEqual(NOTHING)
})

test('whoever reads on is acquitted, and its end is still told', () => {
  const { body, pass } = scene()
  const { state, entry, opened } = body()
  opened()
  pass(12)
  state.buffered = 0
  pass(1)
  expect(entry).toMatchObject({ state: 'open', worst: 'suspect' })
})

test('a process that stood still accuses nobody for it', () => {
  const { clock, body, pass } = scene()
  body().opened()
  pass(1)
  clock.now += 3_600_000
  expect(pass(1)).toEqual(NOTHING)
})

test('a full pool of suspects with others waiting is confirmed; without limit, or with one holder that works, it is not', () => {
  const { body, pass } = scene()
  const pool = (id: number, max: number | undefined): Pool => ({ id, max: () => max, available: () => 0 })
  for (const [id, max, reads] of [
    [1, 2, false],
    [2, undefined, false],
    [3, 2, true],
  ] as const) {
    const shared = pool(id, max)
    body({ pool: shared }).opened()
    body({ pool: shared, buffered: reads ? 0 : 500 }).opened()
    body({ pool: shared })
  }
  expect(pass(12)).toEqual({ suspects: 5, confirmed: 2 })
})

test('a request that its pool threw out without a word is ended', () => {
  const { ledger, body, pass } = scene()
  const { state } = body()
  pass(1)
  expect(ledger.size).toBe(1)
  state.lost = true
  pass(1)
  expect(ledger.size).toBe(0)
})

test('what is used, not read, goes unused when nothing is under way and nothing was since the look before', () => {
  const { body, pass } = scene()
  const { state, entry } = body({ buffered: undefined, idle: true })
  entry.taken()
  expect(pass(60, () => (state.bytesRead = (state.bytesRead ?? 0) + 10))).toEqual(NOTHING)
  state.idle = false
  expect(pass(60)).toEqual(NOTHING)
  state.idle = true
  expect(pass(12)).toEqual({ suspects: 1, confirmed: 0 })
  state.bytesRead = (state.bytesRead ?? 0) + 10
  pass(1)
  expect(entry.state).toBe('open')
})

test('a queued request is sent when its hold says so, and what is spent takes no place in its pool', () => {
  const { body, pass } = scene()
  const pool: Pool = { id: 1, max: () => 1, available: () => undefined }
  const spent = body({ pool, spent: true })
  spent.opened()
  const queued = body({ pool, sent: false })
  expect(pass(12)).toEqual({ suspects: 1, confirmed: 0 })
  expect(queued.entry.state).toBe('queued')
  queued.state.sent = true
  pass(1)
  expect(queued.entry.state).toBe('waiting')
})
