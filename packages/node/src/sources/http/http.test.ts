import { channel } from 'node:diagnostics_channel'
import { EventEmitter, once } from 'node:events'
import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import https from 'node:https'
import { createRequire } from 'node:module'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { createAgent } from '../../client/index.js'
import { startHttp, startTcp, until } from '../../client/testing/servers.js'
import { CERTIFICATE } from '../../guard/testing/certificate.js'
import { connections } from '../../connections/index.js'
import type { Entry } from '../../ledger/index.js'
import { startServer } from '../../tracker/fixtures/server.js'
import { startTracker } from '../../tracker/index.js'

const fromCorpus = createRequire(new URL('../../../corpus/package.json', import.meta.url))
const OPTIONS = { mode: 'observe', callSitesPerSecond: 1000 } as const
const answer = async (request: ClientRequest): Promise<IncomingMessage> =>
  (await once(request.end(), 'response'))[0] as IncomingMessage
const quiet = (request: ClientRequest): ClientRequest => request.on('error', () => undefined)

/** A tracker, and the exchanges that it saw come and go. */
function watched() {
  const [began, ended]: [Entry[], Entry[]] = [[], []]
  const tracker = startTracker(OPTIONS)
  tracker.watch({ bodies: true, began: (entry) => began.push(entry), ended: (entry) => ended.push(entry) })
  return { tracker, began, ended, [Symbol.dispose]: () => tracker.stop() }
}

test('tells how each exchange ended', async () => {
  await using server = await startServer()
  await using rude = await startTcp((socket, nth) => {
    socket.once('data', () => socket.end(nth === 1 ? '' : 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this'))
  })
  await using tunnel = await startHttp(() => undefined)
  tunnel.server.on('connect', (_request, socket) => socket.write('HTTP/1.1 200 OK\r\n\r\n'))
  using seen = watched()
  const upgrade = { headers: { connection: 'upgrade', upgrade: 'websocket' } }
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })

  const endings: Record<string, () => unknown> = {
    'read read': async () => (await answer(http.get(`${server.url}/big`))).on('data', () => undefined),
    'discarded nobody listens': () => http.get(`${server.url}/big`),
    'aborted response': async () => (await answer(http.get(`${server.url}/big`))).destroy(),
    'aborted request': () => quiet(http.get(`${server.url}/never`)).destroy(),
    'aborted signal': () => quiet(http.get(`${server.url}/never`, { signal: AbortSignal.timeout(20) })),
    'failed refused': () => quiet(http.get('http://127.0.0.1:1/')),
    'failed no answer': () => quiet(http.get(rude.url)),
    'failed cut short': async () => (await answer(quiet(http.get(rude.url)))).on('error', () => undefined).resume(),
    'upgraded upgrade': async () =>
      ((await once(http.get(`${server.url}/upgrade`, upgrade), 'upgrade')) as IncomingMessage[])[1]?.destroy(),
    'upgraded connect': async () => {
      const request = http.request(tunnel.url, { method: 'CONNECT', path: 'example.org:443' })
      return ((await once(request.end(), 'connect')) as IncomingMessage[])[1]?.destroy()
    },
    'read queued': async () => {
      const all = [0, 1].map(async () => (await answer(http.get(`${server.url}/small`, { agent }))).resume())
      await Promise.all(all)
    },
  }
  for (const [name, act] of Object.entries(endings)) {
    const before = seen.began.length
    await act()
    await until(() => seen.began.length > before && seen.ended.length === seen.began.length)
    expect(`${seen.ended.at(-1)?.ending} ${name.slice(name.indexOf(' ') + 1)}`).toBe(name)
  }
  agent.destroy()
})

test('the program sees what it would see without it', async () => {
  await using server = await startServer()
  const look = async () => {
    const { get, request } = http
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
    const asked = http.get(`${server.url}/big`, { agent })
    const keys = Reflect.ownKeys(asked)
    // Nobody listens for the response: Node.js discards it, and the socket is free for the next.
    const response = await answer(http.get(`${server.url}/small`, { agent }))
    response.resume()
    agent.destroy()
    const listeners = ['response', 'socket', 'error', 'finish', 'abort'].map((event) => asked.listenerCount(event))
    return { keys, listeners, functions: [get, request].map(({ name, length }) => [name, length]) }
  }
  const without = await look()
  using _ = watched()
  expect(await look()).toEqual(without)
})

test('takes every hook away', () => {
  const channels = ['http.client.response.finish', 'http.client.request.error']
  const look = (): unknown[] => [
    http.get,
    http.request,
    https.get,
    https.request,
    (http.ClientRequest.prototype as { onSocket?: unknown }).onSocket,
    (EventEmitter as { init?: unknown }).init,
    ...channels.map((name) => channel(name).hasSubscribers),
  ]
  const before = look()
  const tracker = startTracker(OPTIONS)
  expect(look().filter((hook, index) => hook === before[index])).toEqual([])
  tracker.stop()
  expect(look()).toEqual(before)
})

test.each<[string, unknown[], string]>([
  ['a URL', ['http://example.org/a?b'], 'http://example.org:80/a'],
  ['a URL with a port', ['http://user:1@example.org:81/a?b=c:82'], 'http://example.org:81/a'],
  ['a URL object', [new URL('http://example.org:81/a')], 'http://example.org:81/a'],
  ['options before the URL', ['http://example.org/a', { port: 82 }], 'http://example.org:82/a'],
  ['a callback', [{ hostname: 'example.org', port: '83', path: '/a?b' }, () => undefined], 'http://example.org:83/a'],
  ['a Host header', [{ host: 'example.org', headers: { host: 'other:84' } }], 'http://example.org:80/'],
  ['IPv6', ['http://[::1]/a'], 'http://[::1]:80/a'],
  ['IPv6 with a port', [{ host: '::1', port: 85 }], 'http://[::1]:85/'],
  ['a socket file', [{ socketPath: '/run/x', path: '/a' }], 'unix:/run/x/a'],
])('where a request goes: %s', (_name, args, place) => {
  using seen = watched()
  // An agent of somebody's own, which lacks all that Node.js's has.
  const agent = { addRequest: () => undefined }
  const [first, second] = args
  const with_ = (value: unknown): object => ({ ...(value as object), agent })
  if (typeof first === 'string' || first instanceof URL) http.request(first, with_(second) as RequestOptions)
  else http.request(with_(first) as RequestOptions, second as () => void)
  const [entry] = seen.began
  expect(`${entry?.origin}${entry?.path}`).toBe(place)
  expect([entry?.state, entry?.hold.pool?.()?.max(), entry?.hold.pool?.()?.available()]).toEqual([
    'queued',
    undefined,
    undefined,
  ])
})

const KeepAliveAgent = fromCorpus('agentkeepalive') as typeof http.Agent

test.each<[string, () => http.Agent, number]>([
  ['http.Agent', () => new http.Agent({ keepAlive: true, maxSockets: 2 }), 2],
  ['a limit in all', () => new http.Agent({ keepAlive: true, maxTotalSockets: 2 }), 2],
  ['agentkeepalive', () => new KeepAliveAgent({ maxSockets: 2 }), 2],
  ['createAgent', () => createAgent({ connections: 2 }).httpAgent, 2],
])('shows who leases and who waits: %s', async (_name, make, max) => {
  await using server = await startServer()
  using seen = watched()
  const agent = make()
  const get = (path: string) => http.get(server.url + path, { agent })
  const [first, second] = await Promise.all([answer(get('/big')), answer(get('/big'))])
  const third = answer(get('/small'))
  const pool = () => seen.tracker.snapshot().pools
  expect(pool()).toMatchObject([{ origin: server.url, leased: 2, available: 0, pending: 1, max }])
  expect(seen.tracker.snapshot().held[0]).toMatchObject({ client: 'http', status: 200, waiting: 1 })
  expect(seen.tracker.snapshot().held[0]?.connection?.remote).toBe(new URL(server.url).host)
  first.resume()
  const last = await third
  await until(() => pool()[0]?.pending === 0)
  last.resume()
  await until(() => pool()[0]?.available === 1)
  expect(pool()).toMatchObject([{ leased: 1, max }])
  second.destroy()
  agent.destroy()
})

test.each<[string, () => http.Agent]>([
  ['agentkeepalive', () => new KeepAliveAgent({ maxSockets: 1 })],
  ['createAgent', () => createAgent({ connections: 1 }).httpAgent],
])('reclaim lets the next request through: %s', async (_name, make) => {
  await using server = await startServer()
  using tracker = startTracker({ mode: 'reclaim', suspectAfterMs: 50, write: () => undefined })
  const agent = make()
  const leaked = await answer(http.get(`${server.url}/big`, { agent }))
  const next = await answer(http.get(`${server.url}/small`, { agent }))
  next.resume()
  expect(leaked.errored).toMatchObject({ code: 'HO_RECLAIMED' })
  await until(() => tracker.snapshot().pools.length === 0)
  agent.destroy()
})

test('https, and the line that asked', async () => {
  const server = https.createServer(CERTIFICATE, (_request, response) => void response.end('small'))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as { port: number }
  using seen = watched()
  const agent = new https.Agent({ keepAlive: true, maxSockets: 1, ca: CERTIFICATE.cert })
  const options = { port, host: '127.0.0.1', agent, servername: 'localhost' }
  const response = await answer(https.get(options))
  expect(seen.tracker.snapshot().held).toMatchObject([
    { origin: `https://127.0.0.1:${port}`, site: { package: undefined }, pool: { leased: 1, max: 1 } },
  ])
  expect(seen.tracker.snapshot().held[0]?.site?.file).toContain('http.test')
  response.resume()
  await until(() => seen.ended.length === 1)
  agent.destroy()
  server.close()
})

test('whether a body was read can be told after its end', async () => {
  await using server = await startHttp((_request, response) => void response.end('small'))
  using seen = watched()
  const options = { headers: { connection: 'close' } }
  const response = await answer(http.get(server.url, options))
  await until(() => seen.ended.length === 1)
  const { hold } = seen.ended[0]!
  expect([hold.isConsumed(), hold.bufferedBytes()]).toEqual([false, undefined])
  response.resume()
  await until(() => hold.isConsumed() === true)
})

test('keeps neither request nor response alive, and forgets a request that its agent lost', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  await using server = await startServer()
  using seen = watched()
  const gone = new Set<string>()
  const registry = new FinalizationRegistry<string>((name) => gone.add(name))
  await (async () => {
    const lost = http.request({ agent: { addRequest: () => undefined } as unknown as http.Agent })
    registry.register(lost, 'lost')
    const response = await answer(http.get(`${server.url}/small`, { headers: { connection: 'close' } }))
    registry.register(response, 'response')
    registry.register(response.socket, 'socket')
  })()
  await until(() => {
    collect()
    return gone.size === 3
  })
  // The next look ends what is lost.
  await until(() => seen.tracker.snapshot().pools.length === 0)
  expect(seen.ended.map(({ ending }) => ending).toSorted()).toEqual(['failed', 'read'])
})

const closers = { 'node:http': () => new http.Agent({ keepAlive: true }), createAgent: () => createAgent().httpAgent }

test.each(Object.entries(closers))(
  '%s: an idle connection that the server closes, and one that its agent closes, are told apart',
  async (_, make) => {
    await using server = await startHttp((_request, response) => response.end('ok'))
    using seen = watched()
    const agent = make()
    const get = async () => (await answer(http.request(server.url, { agent }))).resume()
    const closed = () => connections.summary()[0]?.closed
    await once(await get(), 'close')
    await until(() => connections.summary()[0]?.idle === 1)
    for (const socket of server.sockets) socket.end()
    await until(() => closed()?.['server idle'] === 1)
    await once(await get(), 'close')
    await until(() => connections.summary()[0]?.idle === 1)
    agent.destroy()
    await until(() => closed()?.['client idle'] === 1)
    expect(closed()).toMatchObject({ 'server idle': 1, 'client idle': 1, 'unknown idle': 0 })
    seen.tracker.stop()
  },
)
