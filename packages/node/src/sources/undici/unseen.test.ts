import { createRequire } from 'node:module'
import type * as undici from 'undici'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { until } from '../../client/testing/servers.js'
import { connections } from '../../connections/index.js'
import { startServer, type TestServer } from '../../tracker/fixtures/server.js'
import { startTracker, type TrackerHandle } from '../../tracker/index.js'

// Here nobody listens for every exchange, as in a program: what is over before a look is never told.

/** The copies whose pools differ in how they hand a request on. */
const COPIES = ['undici6', 'undici', ...(Number(process.versions.node.split('.')[0]) >= 22 ? ['undici8'] : [])]
const fromCorpus = createRequire(new URL('../../../corpus/package.json', import.meta.url))
type Undici = Pick<typeof undici, 'Agent' | 'Client' | 'Pool' | 'interceptors' | 'request'>

let server: TestServer
let tracker: TrackerHandle
beforeEach(async () => {
  server = await startServer()
  tracker = startTracker({ mode: 'warn', suspectAfterMs: 100, write: () => undefined })
})
afterEach(async () => {
  tracker.stop()
  await server[Symbol.asyncDispose]()
})

test.each(COPIES)('a look sees who leases and who waits, and what is over leaves nothing behind: %s', async (copy) => {
  const { Agent, interceptors, request } = fromCorpus(copy) as Undici
  const agent = new Agent({ connections: 1 })
  const dispatcher = agent.compose(interceptors.retry({ maxRetries: 1 }))
  const get = async (path: string) => await request(server.url + path, { dispatcher })
  for (let nth = 0; nth < 5; nth += 1) await (await get('/small')).body.dump()
  await until(() => tracker.snapshot().pools.length === 0)
  const held = await get('/big')
  const [second, third] = [get('/small'), get('/small')]
  expect(tracker.snapshot()).toMatchObject({
    held: [{ path: '/big', status: 200, state: 'open', waiting: 2 }],
    pools: [{ origin: server.url, leased: 1, pending: 2, max: 1 }],
  })
  expect(tracker.snapshot().held[0]?.site?.file).toContain('unseen.test')
  await held.body.dump()
  for (const next of [second, third]) await (await next).body.dump()
  await until(() => tracker.snapshot().pools.length === 0)
  await agent.close()
})

test.each(COPIES)(
  'requests that wait in a pool used by itself come out of its queue as themselves: %s',
  async (copy) => {
    const { Pool, interceptors } = fromCorpus(copy) as Undici
    const pool = new Pool(server.url, { connections: 1 })
    const dispatcher = pool.compose(interceptors.retry({ maxRetries: 1 }))
    const get = async (path: string) => await dispatcher.request({ path, method: 'GET' })
    const first = await get('/big')
    const second = get('/big')
    const third = get('/small')
    expect(tracker.snapshot().pools).toMatchObject([{ leased: 1, pending: 2 }])
    await first.body.dump()
    const leased = await second
    expect(tracker.snapshot().pools).toMatchObject([{ leased: 1, pending: 1 }])
    await leased.body.dump()
    await (await third).body.dump()
    await until(() => tracker.snapshot().pools.length === 0)
    await pool.close()
  },
)

test.each(COPIES)('requests with one and the same options are told apart: %s', async (copy) => {
  const { Pool, interceptors } = fromCorpus(copy) as Undici
  await using other = await startServer()
  const [one, two] = [server.url, other.url].map((url) => new Pool(url, { connections: 1 })) as [
    undici.Pool,
    undici.Pool,
  ]
  const [first, second] = [one, two].map((pool) => pool.compose(interceptors.retry({ maxRetries: 1 }))) as [
    undici.Dispatcher,
    undici.Dispatcher,
  ]
  const options = { path: '/big', method: 'GET' } as const
  const held = await first.request(options)
  const waiting = [first.request(options), first.request(options)]
  const elsewhere = await second.request(options)
  expect(tracker.snapshot().pools).toMatchObject([
    { origin: server.url, leased: 1, pending: 2, max: 1 },
    { origin: other.url, leased: 1, pending: 0, max: 1 },
  ])
  for (const { body } of [held, elsewhere]) await body.dump()
  for (const next of waiting) await (await next).body.dump()
  await until(() => tracker.snapshot().pools.length === 0)
  await Promise.all([one.close(), two.close()])
})

test.each(COPIES)('requests that share a connection leave it idle when the last of them is over: %s', async (copy) => {
  const { Client } = fromCorpus(copy) as Undici
  const client = new Client(server.url, { pipelining: 3 })
  const get = async (path: string) => await client.request({ path, method: 'GET' })
  await (await get('/small')).body.dump()
  const counts = () => connections.summary().map(({ active, idle }) => ({ active, idle }))
  const [held, ...others] = [get('/big'), get('/small'), get('/small')]
  const { body } = await held
  const { held: seen, pools } = tracker.snapshot()
  expect(seen[0]).toMatchObject({ path: '/big', state: 'open' })
  expect(seen.length).toBeGreaterThan(1)
  expect(pools.map(({ leased, pending }) => leased + pending)).toEqual([3])
  expect(counts()).toEqual([{ active: 1, idle: 0 }])
  await body.dump()
  for (const next of others) await (await next).body.dump()
  await until(() => tracker.snapshot().held.length === 0)
  expect(counts()).toEqual([{ active: 0, idle: 1 }])
  await client.close()
})
