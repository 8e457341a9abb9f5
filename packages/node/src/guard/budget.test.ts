import { createServer, type ServerResponse } from 'node:http'
import { expect, it, vi } from 'vitest'
import { excess } from './budget.js'
import { openDescriptors } from './descriptors.js'
import { Exhaustion } from './exhaustion.js'
import { guard, type GuardEvents, type GuardOptions } from './index.js'
import { EventEmitter } from 'node:events'
import { Raw, serving, until } from './testing/raw.js'

/** The tests wait for conditions that a busy machine may bring about late. */
vi.setConfig({ testTimeout: 30_000 })

/** More than any kernel buffers for one connection. */
const BIG = Buffer.alloc(48 * 2 ** 20)

/** `/` answers, `/wait` is answered by `finish`, `/big` with more than a connection holds. */
async function start(options: GuardOptions) {
  const waiting: ServerResponse[] = []
  const server = createServer((req, res) => {
    if (req.url === '/wait') waiting.push(res)
    else if (req.url === '/big') res.end(BIG)
    else res.end('ok')
  })
  const one = guard(server, options)
  const at = await serving(server)
  return {
    port: at.port,
    one,
    waiting,
    [Symbol.asyncDispose]: async () => {
      one.dispose()
      await at[Symbol.asyncDispose]()
    },
  }
}

/** A connection is worth its place for a moment after it came: wait until that has passed. */
const notFresh = () => new Promise((resolve) => setTimeout(resolve, 260))

it('closes the longest-idle one when the budget is used up, and none that is busy', async () => {
  await using at = await start({ maxConnections: 3 })
  using busy = await Raw.to(at)
  busy.get('/wait')
  await until(() => at.waiting.length === 1)
  using first = await Raw.to(at)
  await first.get('/').has('ok')
  using second = await Raw.to(at)
  await second.get('/').has('ok')
  await notFresh()
  using third = await Raw.to(at)
  await third.get('/').has('ok')
  expect([busy.hasEnded, second.hasEnded]).toEqual([false, false])
  await first.ended()
  at.waiting[0]?.end('done')
  await busy.has('done')
  expect(at.one.stats()).toMatchObject({ open: 3, budget: 3, closed: { 'evicted-idle': 1, 'evicted-stalled': 0 } })
})

it('lets a new one wait when all are busy, and lets it in when one has finished', async () => {
  await using at = await start({ maxConnections: 1 })
  using busy = await Raw.to(at)
  busy.get('/wait')
  await until(() => at.waiting.length === 1)
  using late = await Raw.to(at)
  late.get('/')
  await until(() => at.one.stats().waitingForPlace === 1)
  at.waiting[0]?.end('done')
  await busy.has('done')
  await late.has('ok')
  expect(at.one.stats()).toMatchObject({ refused: 0, closed: { 'evicted-idle': 1 } })
})

it('answers 503 when no place becomes free', async () => {
  await using at = await start({ maxConnections: 1, waitForPlaceMs: 100 })
  using busy = await Raw.to(at)
  busy.get('/wait')
  await until(() => at.waiting.length === 1)
  using late = await Raw.to(at)
  await late.get('/').has('HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nConnection: close\r\n')
  await late.ended()
  expect(at.one.stats()).toMatchObject({ refused: 1, open: 1, waitingForPlace: 0 })
})

it('when the waiting room is full too, sends the silent away first', async () => {
  await using at = await start({ maxConnections: 1, maxWaiting: 2 })
  using busy = await Raw.to(at)
  busy.get('/wait')
  await until(() => at.waiting.length === 1)
  using asks = await Raw.to(at)
  asks.get('/')
  await until(() => at.one.stats().waitingForPlace === 1)
  using silent = await Raw.to(at)
  await until(() => at.one.stats().waitingForPlace === 2)
  using last = await Raw.to(at)
  await silent.ended()
  expect([asks.hasEnded, last.hasEnded]).toEqual([false, false])
})

it('takes the place of a client that does not send its body, when nothing is idle', async () => {
  await using at = await start({ maxConnections: 1, stallGraceMs: 100 })
  using stalled = await Raw.to(at)
  stalled.say('POST /wait HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n')
  await until(() => at.waiting.length === 1)
  using late = await Raw.to(at)
  await late.get('/').has('ok')
  await stalled.ended()
  expect(at.one.stats().closed).toMatchObject({ 'evicted-stalled': 1 })
})

it('takes the place of a client that does not read, when nothing is idle', async () => {
  await using at = await start({ maxConnections: 1, stallGraceMs: 100, waitForPlaceMs: 20_000 })
  using stalled = await Raw.to(at)
  stalled.socket.pause()
  stalled.get('/big')
  await until(() => at.one.stats().busy === 1)
  using late = await Raw.to(at)
  await late.get('/').has('ok')
  expect(at.one.stats().closed).toMatchObject({ 'evicted-stalled': 1 })
})

it('leaves a client its place that reads, though the kernel takes nothing new for it meanwhile', async () => {
  await using at = await start({ maxConnections: 1, stallGraceMs: 100, waitForPlaceMs: 2_000 })
  using reads = await Raw.to(at)
  let parts = 0
  reads.socket.removeAllListeners('data').on('data', () => {
    parts++
    reads.socket.pause()
  })
  // 64 kB, as Node reads, every 100 ms: the kernel takes something new after more than a second.
  const read = setInterval(() => reads.socket.resume(), 100)
  reads.get('/big')
  await until(() => parts > 0)
  using late = await Raw.to(at)
  await late.get('/').has('503')
  clearInterval(read)
  expect([reads.hasEnded, at.one.stats().closed['evicted-stalled']]).toEqual([false, 0])
})

it('counts what Node drops by its own limit', async () => {
  const server = createServer((_, res) => res.end('ok'))
  server.maxConnections = 1
  using one = guard(server)
  await using at = await serving(server)
  using first = await Raw.to(at)
  await first.get('/').has('ok')
  using second = await Raw.to(at)
  await second.ended()
  expect(one.stats()).toMatchObject({ dropped: 1, accepted: 1 })
})

it('derives the budget from the descriptors of the process', async () => {
  const now = openDescriptors()
  await using at = await start({})
  const { budget, descriptors } = at.one.stats()
  expect(descriptors.limit).toBe(now.limit)
  expect(budget).toBe(now.limit! - descriptors.reserve)
  expect(Math.abs(descriptors.used! - now.used()!)).toBeLessThan(10)
})

it('knows the limit where there is no /proc, and does without the count', () => {
  const elsewhere = openDescriptors('openbsd')
  expect([elsewhere.limit, elsewhere.used()]).toEqual([openDescriptors().limit, undefined])
})

it('counts descriptors that others use', () => {
  const budget = { maxConnections: 90, reserveDescriptors: 10, maxWaiting: 5 }
  const with_ = (used: number | undefined) => ({ limit: 100, used: () => used })
  expect(excess(budget, with_(50), { open: 20, waiting: 0 })).toBe(-40)
  expect(excess(budget, with_(95), { open: 20, waiting: 0 })).toBe(5)
  expect(excess(budget, with_(95), { open: 20, waiting: 5 })).toBe(0)
  expect(excess(budget, with_(undefined), { open: 92, waiting: 0 })).toBe(2)
})

it('tells when no descriptor is left, and when there are enough again', () => {
  const events = new EventEmitter<GuardEvents>()
  const told: unknown[] = []
  events.on('exhausted', (figures) => told.push(['exhausted', figures]))
  events.on('recovered', (figures) => told.push(['recovered', figures]))
  let used = 50
  const budget = { maxConnections: 90, reserveDescriptors: 10, maxWaiting: 5 }
  const exhaustion = new Exhaustion({ events, budget, descriptors: { limit: 100, used: () => used } })
  for (used of [50, 100, 100, 95, 90, 50, 100]) exhaustion.look()
  const at = (used: number) => ({ used, limit: 100 })
  expect(told).toEqual([
    ['exhausted', at(100)],
    ['recovered', at(90)],
    ['exhausted', at(100)],
  ])
  expect(exhaustion.times).toBe(2)
})

it('survives that Node cannot accept, and counts it', () => {
  const server = createServer()
  using one = guard(server)
  server.emit('error', Object.assign(new Error('accept EMFILE'), { syscall: 'accept', code: 'EMFILE' }))
  expect(one.stats().descriptors.exhausted).toBe(1)
  expect(() => server.emit('error', new Error('another'))).toThrow('another')
})
