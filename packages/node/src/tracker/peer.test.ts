import { once } from 'node:events'
import http, { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { PassThrough, type Readable } from 'node:stream'
import { Agent, interceptors, request, stream } from 'undici'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startTracker, type TrackerHandle } from './index.js'

/** More than all buffers between an origin and a client that does not read. */
const GIANT = Buffer.alloc(32 << 20, 'x')

let origin: Server
let url: string
let tracker: TrackerHandle
beforeEach(async () => {
  origin = createServer(({ url }, response) => response.end(url === '/small' ? 'small' : GIANT))
  url = await listening(origin)
  tracker = startTracker({ mode: 'reclaim', suspectAfterMs: 50, write: () => undefined })
})
afterEach(() => {
  tracker.stop()
  origin.closeAllConnections()
  origin.close()
})

async function listening(server: Server): Promise<string> {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const { PassThrough: OldPassThrough } = createRequire(new URL('../../corpus/package.json', import.meta.url))(
  'readable-stream',
) as { PassThrough: typeof PassThrough }

const PROXIES: [string, (dispatcher: Agent) => Promise<Readable>][] = [
  [
    'readable-stream',
    async () => ((await once(http.get(`${url}/giant`), 'response')) as [IncomingMessage])[0].pipe(new OldPassThrough()),
  ],
  ['undici', async (dispatcher) => (await request(`${url}/giant`, { dispatcher })).body],
  ['node:http', async () => ((await once(http.get(`${url}/giant`), 'response')) as [IncomingMessage])[0]],
]

type Serve = (dispatcher: Agent, response: ServerResponse) => Promise<unknown>

const piped =
  (get: (dispatcher: Agent) => Promise<Readable>): Serve =>
  async (dispatcher, response) =>
    (await get(dispatcher)).pipe(new PassThrough()).pipe(response)

const RELAYS: [string, Serve][] = [
  ...PROXIES.map(([name, get]): [string, Serve] => [name, piped(get)]),
  ['undici.stream', (dispatcher, response) => stream(`${url}/giant`, { method: 'GET', dispatcher }, () => response)],
]

/** A client that asks a proxy and reads nothing, until it reads or goes. */
async function slowClient(serve: (response: ServerResponse) => Promise<unknown>) {
  const proxy = createServer((_request, response) => {
    serve(response).catch(() => undefined)
  })
  const { port } = new URL(await listening(proxy))
  const client: Socket = connect(Number(port), '127.0.0.1').pause()
  client.on('error', () => undefined).write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
  return {
    client,
    [Symbol.dispose]: () => {
      client.destroy()
      proxy.closeAllConnections()
      proxy.close()
    },
  }
}

const giant = () => tracker.snapshot().held.find(({ path }) => path === '/giant')

test.each(RELAYS)('%s: what goes on to a slow client is read, and is not taken back', async (_, serve) => {
  const dispatcher = new Agent({ connections: 1 })
  using slow = await slowClient((response) => serve(dispatcher, response))
  await expect.poll(() => giant()?.bufferedBytes ?? 0).toBeGreaterThan(0)
  // Others wait for its connection meanwhile, for many times as long as a leak is given.
  const waiting = request(`${url}/small`, { dispatcher })
  const looks: unknown[] = []
  await expect.poll(() => looks.push(giant()?.state), { interval: 50 }).toBeGreaterThan(15)
  expect(new Set(looks)).toEqual(new Set(['open']))
  let received = 0
  slow.client.on('data', (chunk: Buffer) => (received += chunk.length)).resume()
  await once(slow.client, 'close')
  expect(received).toBeGreaterThan(GIANT.length)
  await (await waiting).body.dump()
  await dispatcher.close()
})

test.each(PROXIES)('%s: once that client has gone, nobody reads it', async (_, get) => {
  const dispatcher = new Agent({ connections: 1 })
  using slow = await slowClient((response) => piped(get)(dispatcher, response))
  await expect.poll(() => giant()?.bufferedBytes ?? 0).toBeGreaterThan(0)
  slow.client.destroy()
  await expect.poll(() => giant()?.state, { timeout: 5000 }).toBe('suspect')
  expect(giant()?.isBegun).toBe(true)
  await dispatcher.destroy()
})

test('a response of which a part was read is told of, and left to its reader', async () => {
  const dispatcher = new Agent({ connections: 1 })
  const { body } = await request(`${url}/giant`, { dispatcher })
  await body[Symbol.asyncIterator]().next()
  const waiting = request(`${url}/small`, { dispatcher })
  await expect.poll(() => giant()?.state, { timeout: 5000 }).toBe('confirmed')
  const looks: unknown[] = []
  await expect.poll(() => looks.push(giant()?.state), { interval: 50 }).toBeGreaterThan(6)
  expect(new Set(looks)).toEqual(new Set(['confirmed']))
  body.on('error', () => undefined).destroy()
  await (await waiting).body.dump()
  await dispatcher.close()
})

test('whoever reads where we cannot see it keeps what he has: a body behind an interceptor of undici 7', async () => {
  const dispatcher = new Agent({ connections: 1 })
  const composed = dispatcher.compose(interceptors.responseError())
  const { body } = await request(`${url}/giant`, { dispatcher: composed })
  const chunks = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  let received = 0
  while (received < 1 << 20) received += (await chunks.next()).value?.length ?? Infinity
  const waiting = request(`${url}/small`, { dispatcher })
  await expect.poll(() => giant()?.state, { timeout: 5000 }).toBe('confirmed')
  const looks: unknown[] = []
  await expect.poll(() => looks.push(giant()?.state), { interval: 50 }).toBeGreaterThan(6)
  for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) received += next.value.length
  expect(received).toBe(GIANT.length)
  await (await waiting).body.dump()
  await dispatcher.close()
})

test('an unknown option is refused', () => {
  const code = expect.objectContaining({ code: 'HO_OPTION' }) as unknown
  expect(() => startTracker({ nope: 1 } as object)).toThrow(code)
})
