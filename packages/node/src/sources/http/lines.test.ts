import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import http, { type ClientRequest, type IncomingMessage } from 'node:http'
import https from 'node:https'
import { createRequire } from 'node:module'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createAgent } from '../../client/index.js'
import { startTcp, until } from '../../client/testing/servers.js'
import { CERTIFICATE } from '../../guard/testing/certificate.js'
import { connections } from '../../connections/index.js'
import type { Entry } from '../../ledger/index.js'
import { startServer, type TestServer } from '../../tracker/fixtures/server.js'
import { startTracker, type TrackerHandle } from '../../tracker/index.js'

// Here nobody listens for every exchange, as in a program: what is over before a look is never told.

const fromCorpus = createRequire(new URL('../../../corpus/package.json', import.meta.url))
const KeepAliveAgent = fromCorpus('agentkeepalive') as typeof http.Agent

let server: TestServer
let tracker: TrackerHandle
let agent: http.Agent
beforeEach(async () => {
  server = await startServer()
  tracker = startTracker({ mode: 'warn', suspectAfterMs: 100, write: () => undefined })
  agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
})
afterEach(async () => {
  agent.destroy()
  tracker.stop()
  await server[Symbol.asyncDispose]()
})

const get = (path: string, url = server.url): ClientRequest =>
  http.get(url + path, { agent }).on('error', () => undefined)
const answer = async (request: ClientRequest): Promise<IncomingMessage> =>
  (await once(request, 'response'))[0] as IncomingMessage
/** Reads one response to its end, so that its connection is there for the next; what comes after it is on a line. */
async function warm(url = server.url): Promise<Socket> {
  const response = await answer(get('/small', url))
  const { socket } = response
  response.resume()
  await once(socket, 'free')
  return socket
}
const counts = () => connections.summary().map(({ active, idle }) => ({ active, idle }))

test.each<[string, () => http.Agent]>([
  ['http.Agent', () => new http.Agent({ keepAlive: true, maxSockets: 1 })],
  ['agentkeepalive', () => new KeepAliveAgent({ maxSockets: 1 })],
  ['createAgent', () => createAgent({ connections: 1 }).httpAgent],
])('a leak on a connection that was used before is told, with its line: %s', async (_name, make) => {
  agent = make()
  await warm()
  const suspected = once(tracker.events, 'suspect')
  const leaked = await answer(get('/big'))
  const waiting = get('/small')
  const [held] = await suspected
  expect(held).toMatchObject({ method: 'GET', path: '/big', status: 200, waiting: 1, pool: { leased: 1, max: 1 } })
  expect(held.site?.file).toContain('lines.test')
  const returned = once(tracker.events, 'returned')
  leaked.resume()
  expect((await returned)[0]).toMatchObject({ path: '/big', ending: 'read' })
  ;(await answer(waiting)).resume()
  await until(() => tracker.snapshot().pools.length === 0)
  expect(counts()).toEqual([{ active: 0, idle: 1 }])
})

test.each<[string, (answer: http.RequestListener) => Promise<Way>]>([
  ['TLS', overTls],
  ['a socket file', overFile],
])('a connection that was used before, over %s', async (_name, begin) => {
  await using way = await begin((request, response) => void response.end(request.url === '/big' ? BIG : 'small'))
  const ask = async (path: string) => await answer(way.get(path))
  const first = await ask('/small')
  const { socket } = first
  await once(first.resume().socket, 'free')
  const held = await ask('/big')
  expect(held.socket === socket).toBe(true)
  expect(tracker.snapshot().held).toMatchObject([{ path: '/big', status: 200, origin: way.origin, client: 'http' }])
  expect(tracker.snapshot().held[0]?.site?.file).toContain('lines.test')
  expect(counts()).toEqual([{ active: 1, idle: 0 }])
  await once(held.resume().socket, 'free')
  expect(tracker.snapshot().held).toEqual([])
  expect(counts()).toEqual([{ active: 0, idle: 1 }])
})

interface Way extends AsyncDisposable {
  readonly origin: string
  readonly get: (path: string) => ClientRequest
}

const BIG = Buffer.alloc(1_000_000)

async function overTls(listener: http.RequestListener): Promise<Way> {
  const secure = https.createServer(CERTIFICATE, listener)
  await once(secure.listen(0, '127.0.0.1'), 'listening')
  const { port } = secure.address() as { port: number }
  const own = new https.Agent({ keepAlive: true, maxSockets: 1, ca: CERTIFICATE.cert })
  const options = { host: '127.0.0.1', port, agent: own, servername: 'localhost' }
  return {
    origin: `https://127.0.0.1:${port}`,
    get: (path) => https.get({ ...options, path }),
    [Symbol.asyncDispose]: async () => await ended(secure, own),
  }
}

async function overFile(listener: http.RequestListener): Promise<Way> {
  const socketPath = join(await mkdtemp(join(tmpdir(), 'halfopen-')), 'socket')
  const local = http.createServer(listener)
  await once(local.listen(socketPath), 'listening')
  const own = new http.Agent({ keepAlive: true, maxSockets: 1 })
  return {
    origin: `unix:${socketPath}`,
    get: (path) => http.get({ socketPath, path, agent: own }),
    [Symbol.asyncDispose]: async () => {
      await ended(local, own)
      await rm(dirname(socketPath), { recursive: true })
    },
  }
}

async function ended(one: http.Server | https.Server, own: http.Agent): Promise<void> {
  own.destroy()
  one.closeAllConnections()
  await new Promise((resolve) => one.close(resolve))
}

test('a look at any moment sees who has a connection, and since when', async () => {
  await warm()
  const request = get('/never')
  await once(request, 'finish')
  await new Promise((resolve) => setTimeout(resolve, 20))
  const [held] = tracker.snapshot().held
  expect(held).toMatchObject({ state: 'waiting', path: '/never', status: undefined })
  expect(held?.ageMs).toBeGreaterThan(15)
  request.destroy()
  await until(() => tracker.snapshot().held.length === 0)
  expect(counts()).toEqual([{ active: 0, idle: 0 }])
})

test('what is over before a look is counted, and leaves nothing behind', async () => {
  const socket = await warm()
  for (let nth = 0; nth < 20; nth += 1) {
    const response = await answer(get('/small'))
    expect(counts()).toEqual([{ active: 1, idle: 0 }])
    expect(response.socket).toBe(socket)
    response.resume()
    await once(socket, 'free')
    expect(counts()).toEqual([{ active: 0, idle: 1 }])
  }
  expect(connections.opened(socket, server.url).uses).toBe(21)
  expect(tracker.snapshot()).toMatchObject({ held: [], pools: [] })
})

test.each<[string, string, Partial<{ by: string; how: string; phase: string; bytes: number }>]>([
  ['closes instead of an answer', '', { by: 'server', how: 'FIN', phase: 'sent', bytes: 0 }],
  ['cuts an answer short', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly', { by: 'server', phase: 'answered' }],
])('why a request failed on a connection that was used before: the server %s', async (_name, text, why) => {
  const small = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nsmall'
  let asked = 0
  await using rude = await startTcp((socket) => {
    socket.on('data', () => {
      asked += 1
      if (asked === 1) socket.write(small)
      else socket.end(text)
    })
  })
  await warm(rude.url)
  const request = http.get(rude.url, { agent })
  const error = await new Promise<Error>((resolve) => {
    request.on('error', resolve).on('response', (response) => response.on('error', resolve).resume())
  })
  const failure = connections.failureOf(error)
  expect({ ...failure, ...failure?.connection, ...failure?.connection?.end }).toMatchObject({ uses: 2, ...why })
  await until(() => tracker.snapshot().held.length === 0)
  expect(counts()).toEqual([{ active: 0, idle: 0 }])
})

test('an upgrade takes its connection out of the pool', async () => {
  await warm()
  const headers = { connection: 'upgrade', upgrade: 'websocket' }
  const request = http.get(`${server.url}/upgrade`, { agent, headers })
  const [, socket] = (await once(request, 'upgrade')) as [IncomingMessage, Socket]
  await until(() => tracker.snapshot().held.length === 0)
  expect(counts()).toEqual([{ active: 1, idle: 0 }])
  socket.destroy()
  await until(() => counts()[0]?.active === 0)
})

test.each([
  ['', async () => undefined],
  [
    ' after a library was used whose requests come from elsewhere',
    async () => await (fromCorpus('superagent') as { get(url: string): Promise<unknown> }).get(`${server.url}/small`),
  ],
])('a redirect is told at the line of the first request%s', async (_name, before) => {
  const { http: following } = fromCorpus('follow-redirects') as { http: typeof http }
  await before()
  // Two connections: the second request finds one that is free.
  agent = new http.Agent({ keepAlive: true })
  const both = await Promise.all([answer(get('/small')), answer(get('/small'))])
  await Promise.all(both.map(async (response) => await once(response.resume().socket, 'free')))
  const suspected = once(tracker.events, 'suspect')
  const response = await new Promise<IncomingMessage>((resolve) => {
    following.get(`${server.url}/redirect`, { agent }, resolve)
  })
  const [held] = await suspected
  expect(held).toMatchObject({ path: '/big', site: { package: undefined, via: 'follow-redirects' } })
  expect(held.site?.file).toContain('lines.test')
  response.destroy()
})

test('who begins to listen for all hears how the request ends that is under way', async () => {
  const socket = await warm()
  const response = await answer(get('/small'))
  const ended: Entry[] = []
  const stop = tracker.watch({ ended: (entry) => ended.push(entry) })
  response.resume()
  await once(socket, 'free')
  expect(ended).toMatchObject([{ path: '/small', status: 200, ending: 'read' }])
  ;(await answer(get('/small'))).resume()
  await until(() => ended.length === 2)
  stop()
})

test('a request is one exchange, also where somebody else makes http.get call http.request', async () => {
  tracker.stop()
  const original = http.get
  http.get = ((...args: Parameters<typeof http.request>) => {
    const request = http.request(...args)
    request.end()
    return request
  }) as typeof http.get
  tracker = startTracker({ mode: 'warn', suspectAfterMs: 100, write: () => undefined })
  try {
    await warm()
    const response = await answer(get('/big'))
    expect(tracker.snapshot()).toMatchObject({ held: [{ path: '/big' }], pools: [{ leased: 1 }] })
    response.resume()
    await until(() => tracker.snapshot().held.length === 0)
  } finally {
    tracker.stop()
    http.get = original
  }
})

test('a request that is destroyed in the tick in which it is made is known all the same', async () => {
  await warm()
  const request = http.get(`${server.url}/small`, { agent })
  request.destroy()
  const [error] = (await once(request, 'error')) as [Error]
  expect(connections.failureOf(error)).toMatchObject({ phase: 'sent', connection: { uses: 2 } })
  expect(tracker.snapshot().held).toEqual([])
  expect(counts()).toEqual([{ active: 0, idle: 1 }])
})

test('requests that hand a connection on before it is open cost it one listener', async () => {
  const warned = vi.spyOn(process, 'emitWarning')
  const requests = Array.from({ length: 14 }, () => get('/small'))
  for (const request of requests.slice(0, -1)) request.destroy()
  const response = await answer(requests.at(-1) as ClientRequest)
  await once(response.resume(), 'end')
  await until(() => tracker.snapshot().held.length === 0)
  expect(warned).not.toHaveBeenCalled()
  warned.mockRestore()
})

test('a connection that is said to be closed twice is one', async () => {
  agent = new http.Agent({ keepAlive: true })
  const both = await Promise.all([answer(get('/small')), answer(get('/small'))])
  const sockets = both.map(({ socket }) => socket)
  await Promise.all(both.map(async (response) => await once(response.resume().socket, 'free')))
  const closed = once(sockets[0] as Socket, 'close')
  sockets[0]?.destroy()
  await closed
  sockets[0]?.emit('close')
  const response = await answer(get('/big'))
  expect(tracker.snapshot().held).toMatchObject([{ path: '/big' }])
  response.resume()
  await until(() => tracker.snapshot().held.length === 0)
})

test('what is under way when the tracker stops is kept by nobody', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const socket = await warm()
  const gone = await (async () => {
    const response = await answer(get('/small'))
    tracker.stop()
    await once(response.resume().socket, 'free')
    return new WeakRef(response)
  })()
  // Node.js itself keeps the last one of a connection until the next.
  ;(await answer(get('/small'))).resume()
  await once(socket, 'free')
  await until(() => {
    collect()
    return gone.deref() === undefined
  })
})

test('leaves no listener behind', async () => {
  const bare = new http.Agent({ keepAlive: true })
  const listeners = async (): Promise<number[]> => {
    const response = await answer(http.get(`${server.url}/small`, { agent: bare }))
    const { socket } = response
    response.resume()
    await once(socket, 'free')
    return ['free', 'close', 'end', 'error'].map((event) => socket.listenerCount(event))
  }
  await listeners()
  tracker.stop()
  const after = await listeners()
  bare.destroy()
  expect(await listeners()).toEqual(after)
  bare.destroy()
})
