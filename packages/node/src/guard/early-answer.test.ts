import { createServer } from 'node:http'
import { expect, it, vi } from 'vitest'
import { guard, type GuardOptions } from './index.js'
import { Raw, serving, until } from './testing/raw.js'

/** The tests wait for conditions that a busy machine may bring about late. */
vi.setConfig({ testTimeout: 30_000 })

const POST = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n'

/** Answers every request before its body, and reads on. */
async function start(options: GuardOptions = {}) {
  let received = 0
  const server = createServer((req, res) => {
    req.on('data', (bytes: Buffer) => (received += bytes.length)).on('error', () => undefined)
    res.writeHead(202).end('early')
  })
  const one = guard(server, options)
  const at = await serving(server)
  return {
    port: at.port,
    one,
    received: () => received,
    /** A client that has had its answer, and 900 bytes left to send. */
    uploading: async () => (await Raw.to(at)).say(POST).say('x'.repeat(100)).has('early'),
    [Symbol.asyncDispose]: async () => {
      one.dispose()
      await at[Symbol.asyncDispose]()
    },
  }
}

it('is busy until its request is complete', async () => {
  await using at = await start()
  using client = await at.uploading()
  client.say('x'.repeat(100))
  await until(() => at.received() === 200)
  expect(at.one.stats()).toMatchObject({ busy: 1, idle: 0, waitingForHeaders: 0 })
  client.say('x'.repeat(800))
  await until(() => at.one.stats().idle === 1)
  client.text = ''
  await client.say(POST).has('early')
})

it('gives its place to nobody while its body comes', async () => {
  await using at = await start({ maxConnections: 1, waitForPlaceMs: 300, stallGraceMs: 20_000 })
  using client = await at.uploading()
  const flow = setInterval(() => client.say('x'), 20)
  using late = await Raw.to(at)
  await late.get('/').has('503')
  clearInterval(flow)
  client.say('x'.repeat(900))
  await until(() => at.received() === 1_000)
})

it('is not taken for headers, and ends by the rule for bodies, without a second status', async () => {
  await using at = await start({ headersTimeoutMs: 100, slowBodyTimeoutMs: 600 })
  using client = await at.uploading()
  await client.ended()
  expect(client.text.match(/HTTP\/1\.1/g)).toHaveLength(1)
  expect(at.one.stats().closed).toMatchObject({ 'slow-body': 1, 'headers-timeout': 0 })
})

it('is in flight for a drain', async () => {
  await using at = await start()
  using client = await at.uploading()
  const drained = at.one.drain({ when: 'after-inflight', graceMs: 20_000 })
  client.say('x'.repeat(900))
  expect(await drained).toMatchObject({ idleClosed: 0, finished: 1, destroyed: 0 })
  expect(at.received()).toBe(1_000)
  expect(client.text.match(/HTTP\/1\.1/g)).toHaveLength(1)
})

it('ends with its connection', async () => {
  await using at = await start()
  using client = await at.uploading()
  client.socket.destroy()
  await until(() => at.one.stats().open === 0)
  expect(at.one.stats().closed).toMatchObject({ ended: 1 })
})
