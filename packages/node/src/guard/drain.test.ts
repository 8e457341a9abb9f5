import { once } from 'node:events'
import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { connect as connectPlain, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { expect, it, vi } from 'vitest'
import { guard } from './index.js'
import { CERTIFICATE } from './testing/certificate.js'
import { Raw, serving, until } from './testing/raw.js'

/** The tests wait for conditions that a busy machine may bring about late. */
vi.setConfig({ testTimeout: 30_000 })

/** More than any kernel buffers for one connection. */
const BIG = Buffer.alloc(48 * 2 ** 20)

const connectSecurely = (port: number): Socket => connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false })

async function start() {
  const waiting: ServerResponse[] = []
  const server = createServer((req, res) => {
    if (req.url === '/begun') res.write('begun')
    if (req.url === '/') res.end('ok')
    else waiting.push(res)
  })
  const one = guard(server)
  const at = await serving(server)
  return {
    port: at.port,
    one,
    server,
    waiting,
    [Symbol.asyncDispose]: async () => {
      one.dispose()
      await at[Symbol.asyncDispose]()
    },
  }
}

it('closes the idle, finishes the busy and says that it was their last answer', async () => {
  await using at = await start()
  using idle = await Raw.to(at)
  await idle.get('/').has('ok')
  using busy = await Raw.to(at)
  using begun = await Raw.to(at)
  busy.get('/wait')
  await begun.get('/begun').has('begun')
  await until(() => at.waiting.length === 2)
  const drained = at.one.drain({ when: 'after-inflight', graceMs: 5_000 })
  await idle.ended()
  expect([busy.hasEnded, begun.hasEnded, at.server.listening]).toEqual([false, false, false])
  for (const res of at.waiting) res.end('done')
  await busy.has('done')
  expect(busy.text).toContain('Connection: close')
  await begun.has('done')
  expect(await drained).toMatchObject({ idleClosed: 1, finished: 2, destroyed: 0 })
  await Promise.all([busy.ended(), begun.ended()])
})

it.each([
  ['http', (listener: RequestListener) => createServer(listener), (port: number) => connectPlain(port, '127.0.0.1')],
  ['https', (listener: RequestListener) => createHttps(CERTIFICATE, listener), connectSecurely],
] as const)('sends the rest of an answer that its handler has ended: %s', async (_, create, connect) => {
  const server = create((_, res) => res.end(BIG))
  using one = guard(server)
  await using at = await serving(server)
  const client = connect(at.port)
  client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
  await once(client, 'readable')
  const drained = one.drain({ when: 'after-inflight', graceMs: 20_000 })
  let bytes = 0
  for await (const part of client) bytes += (part as Buffer).length
  expect(bytes).toBeGreaterThan(BIG.length)
  expect(await drained).toMatchObject({ finished: 1, destroyed: 0 })
  expect(Object.hasOwn(server, 'closeIdleConnections')).toBe(false)
})

it('does not wait for a client that leaves', async () => {
  await using at = await start()
  const told: string[] = []
  at.one.events.on('closed', ({ reason }) => told.push(reason))
  using leaves = await Raw.to(at)
  using stays = await Raw.to(at)
  leaves.get('/wait')
  stays.get('/wait')
  await until(() => at.waiting.length === 2)
  // Far longer than the test may take: only that all are gone ends it.
  const drained = at.one.drain({ when: 'after-inflight', graceMs: 600_000 })
  leaves.socket.destroy()
  await until(() => told.length === 1)
  for (const res of at.waiting) res.end('done')
  await stays.has('done')
  expect(await drained).toMatchObject({ finished: 2, destroyed: 0 })
  expect(told).toEqual(['ended', 'drained'])
})

it('answers all of the pipelined requests, those included that come while it drains', async () => {
  await using at = await start()
  using client = await Raw.to(at)
  client.get('/1').get('/2')
  await until(() => at.waiting.length === 2)
  const drained = at.one.drain({ when: 'after-inflight', graceMs: 20_000 })
  client.get('/3')
  await until(() => at.waiting.length === 3)
  for (const [n, res] of at.waiting.entries()) res.end(`<${n + 1}>`)
  await client.ended()
  const said = client.text.match(/Connection: [\w-]+|<\d>/g) ?? []
  expect(said.join(' ')).toBe('Connection: keep-alive <1> <2> Connection: close <3>')
  expect(await drained).toMatchObject({ finished: 1, destroyed: 0 })
})

it.each(['before', 'after'])(
  'says close on the answer to an upload unless it comes early: %s its end',
  async (when) => {
    await using at = await start()
    using client = await Raw.to(at)
    client.say('POST /wait HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\nabc')
    await until(() => at.waiting.length === 1)
    const [res] = at.waiting
    const received: string[] = []
    res?.req.setEncoding('utf8').on('data', (part: string) => received.push(part))
    const drained = at.one.drain({ when: 'after-inflight', graceMs: 20_000 })
    if (when === 'before') {
      res?.end('done')
      await client.has('done')
      client.say('def')
    } else {
      res?.req.on('end', () => res.end('done'))
      client.say('def')
    }
    await client.ended()
    expect([received.join(''), client.text.includes('Connection: close')]).toEqual(['abcdef', when === 'after'])
    expect(await drained).toMatchObject({ finished: 1, destroyed: 0 })
  },
)

it('cuts off at the deadline what is left', async () => {
  await using at = await start()
  using busy = await Raw.to(at)
  busy.get('/wait')
  await until(() => at.waiting.length === 1)
  const report = await at.one.drain({ when: 'after-inflight', graceMs: 50 })
  expect(report).toMatchObject({ idleClosed: 0, finished: 0, destroyed: 1 })
  expect((await busy.ended()).text).toMatch(/^HTTP\/1\.1 503 /)
  expect(at.one.stats()).toMatchObject({ open: 0, closed: { 'drain-deadline': 1 } })
})

it('cuts off at once when told to, before or during the grace', async () => {
  await using at = await start()
  using idle = await Raw.to(at)
  await idle.get('/').has('ok')
  using busy = await Raw.to(at)
  busy.get('/wait')
  await until(() => at.waiting.length === 1)
  expect(await at.one.drain({ when: 'now', graceMs: 5_000 })).toMatchObject({
    idleClosed: 1,
    finished: 0,
    destroyed: 1,
  })

  await using other = await start()
  using client = await Raw.to(other)
  client.get('/wait')
  await until(() => other.waiting.length === 1)
  const stop = new AbortController()
  const drained = other.one.drain({ when: 'after-inflight', graceMs: 60_000, signal: stop.signal })
  stop.abort()
  expect(await drained).toMatchObject({ destroyed: 1 })
})

it('tells of each connection that is closed', async () => {
  await using at = await start()
  const told: unknown[] = []
  at.one.events.on('closed', (closed) => told.push(closed))
  using client = await Raw.to(at)
  await client.get('/').has('ok')
  const { localPort } = client.socket
  await at.one.drain({ when: 'after-inflight', graceMs: 0 })
  expect(told).toMatchObject([{ reason: 'drained', remote: `127.0.0.1:${localPort}`, requests: 1 }])
})

it('drains once', async () => {
  await using at = await start()
  const [first, second] = await Promise.all([
    at.one.drain({ when: 'after-inflight', graceMs: 100 }),
    at.one.drain({ when: 'now', graceMs: 0 }),
  ])
  expect(second).toBe(first)
})

it('refuses options out of range, and goes on', async () => {
  await using at = await start()
  await expect(at.one.drain({ when: 'after-inflight', graceMs: -1 })).rejects.toMatchObject({ code: 'HO_OPTION' })
  await expect(at.one.drain({ when: 'later' as 'now', graceMs: 1 })).rejects.toMatchObject({ code: 'HO_OPTION' })
  for (const options of [undefined, null, {}, { when: 'now', graceMs: 5n }, { when: 'now', graceMs: 1, signal: 5 }]) {
    await expect(at.one.drain(options as never)).rejects.toMatchObject({ code: 'HO_OPTION' })
  }
  expect(at.server.listening).toBe(true)
})

it('sends those away who wait for a place', async () => {
  const waiting: ServerResponse[] = []
  const server = createServer((_, res) => void waiting.push(res))
  using one = guard(server, { maxConnections: 1 })
  await using at = await serving(server)
  using busy = await Raw.to(at)
  busy.get('/')
  await until(() => waiting.length === 1)
  using late = await Raw.to(at)
  late.get('/')
  await until(() => one.stats().waitingForPlace === 1)
  const drained = one.drain({ when: 'after-inflight', graceMs: 5_000 })
  await late.has('503')
  waiting[0]?.end()
  await drained
})
