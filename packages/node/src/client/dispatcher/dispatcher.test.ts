import { once } from 'node:events'
import { Readable, Writable } from 'node:stream'
import { pipeline as pipe } from 'node:stream/promises'
import { fetch as undiciFetch, interceptors, pipeline, request, stream } from 'undici'
import { describe, expect, it } from 'vitest'
import { startHttp, startTcp, until } from '../testing/servers.js'
import { createDispatcher } from './index.js'

const ok = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'

describe('createDispatcher serves', () => {
  it('fetch of Node.js, and of undici', async () => {
    await using server = await startHttp((_, response) => response.end('hello'))
    await using dispatcher = createDispatcher()
    const given = { dispatcher } as unknown as RequestInit
    expect(await (await fetch(server.url, given)).text()).toBe('hello')
    expect(await (await undiciFetch(server.url, { dispatcher })).text()).toBe('hello')
    expect(server.accepted()).toBe(1)
  })

  it('request, stream and pipeline', async () => {
    await using server = await startHttp((incoming, response) => incoming.pipe(response))
    await using dispatcher = createDispatcher()
    const options = { dispatcher, method: 'POST' as const, body: 'sent' }
    expect(await (await request(server.url, options)).body.text()).toBe('sent')
    const chunks: Buffer[] = []
    const sink = () => new Writable({ write: (chunk, _, done) => (chunks.push(chunk), done()) })
    await stream(server.url, { ...options }, sink)
    const echo = pipeline(server.url, { dispatcher, method: 'POST' }, ({ body }) => body)
    await pipe(Readable.from(['piped']), echo, sink())
    expect(Buffer.concat(chunks).toString()).toBe('sentpiped')
  })

  it('HEAD, 204 and 304 without holding a connection', async () => {
    await using server = await startHttp((incoming, response) => {
      response.statusCode = Number(incoming.url?.slice(1))
      response.end()
    })
    await using dispatcher = createDispatcher({ connections: 1 })
    await request(`${server.url}/200`, { dispatcher, method: 'HEAD' })
    await request(`${server.url}/204`, { dispatcher })
    await request(`${server.url}/304`, { dispatcher })
    // undici closes after HEAD: some servers send a body there (its issue 258).
    expect(server.accepted()).toBe(2)
    await until(() => dispatcher.stats()[0]?.leased === 0)
    expect(dispatcher.stats()).toEqual([{ origin: server.url, leased: 0, available: 1, pending: 0, max: 1 }])
  })

  it('upgrades and CONNECT, whose connections leave the pool', async () => {
    await using server = await startHttp(() => undefined)
    const switching = 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\n'
    server.server.on('upgrade', (_, socket) => socket.write(switching))
    server.server.on('connect', (_, socket) => socket.write('HTTP/1.1 200 OK\r\n\r\n'))
    await using dispatcher = createDispatcher({ connections: 1 })
    const upgraded = await dispatcher.upgrade({ origin: server.url, path: '/', protocol: 'echo' } as never)
    const tunnel = await dispatcher.connect({ origin: server.url, path: 'host:1' })
    expect(dispatcher.stats().map(({ leased, available }) => leased + available)).toEqual([])
    upgraded.socket.destroy()
    tunnel.socket.destroy()
  })

  it('interceptors composed around it', async () => {
    await using server = await startHttp((incoming, response) => {
      if (incoming.url === '/') response.writeHead(302, { location: '/there' }).end()
      else response.end('there')
    })
    await using dispatcher = createDispatcher()
    const composed = dispatcher.compose(interceptors.redirect({ maxRedirections: 3 }))
    expect(await (await request(server.url, { dispatcher: composed })).body.text()).toBe('there')
    await composed.close()
    expect((composed as typeof dispatcher).stats()).toEqual([])
  })
})

describe('the pool', () => {
  it('refuses with who holds it after the time allowed', async () => {
    await using server = await startHttp((_, response) => void response.write('never ends'))
    await using dispatcher = createDispatcher({ connections: 2, poolTimeoutMs: 50, callSites: true })
    const held = await Promise.all([1, 2].map((n) => request(`${server.url}/held/${n}?token=x`, { dispatcher })))
    const error = await request(server.url, { dispatcher }).catch((error: unknown) => error as Error)
    expect(error).toMatchObject({ code: 'HO_POOL_TIMEOUT' })
    expect((error as Error).message).toContain('leased 2, pending 1, max 2; held by')
    expect((error as Error).message).toMatch(/GET \/held\/1 for \d+ms, made at .*dispatcher\.test\.ts:\d+/)
    expect((error as Error).message).not.toContain('token')
    for (const { body } of held) body.on('error', () => undefined).destroy()
  })

  it('never has more connections than the total, and makes room from other origins', async () => {
    await using one = await startHttp((_, response) => response.end('one'))
    await using two = await startHttp((_, response) => response.end('two'))
    await using dispatcher = createDispatcher({ totalConnections: 1 })
    for (const { url } of [one, two, one, two]) await (await request(url, { dispatcher })).body.text()
    const answers = [one, two, one, two].map(async ({ url }) => (await request(url, { dispatcher })).body.text())
    expect(await Promise.all(answers)).toEqual(['one', 'two', 'one', 'two'])
    expect(dispatcher.stats().reduce((sum, { leased, available }) => sum + leased + available, 0)).toBeLessThan(2)
  })

  it('tells of pressure once, and again after it fell', async () => {
    await using server = await startHttp((_, response) => response.end())
    const told: number[] = []
    await using dispatcher = createDispatcher({ connections: 4, onPressure: ({ leased }) => told.push(leased) })
    const burst = async () =>
      Promise.all([1, 2, 3, 4].map(async () => (await request(server.url, { dispatcher })).body.dump()))
    await burst()
    expect(told).toHaveLength(1)
    await burst()
    expect(told).toHaveLength(2)
  })

  it('lets go of a request aborted while it waits, at once', async () => {
    await using server = await startHttp((_, response) => void response.write('never ends'))
    await using dispatcher = createDispatcher({ connections: 1 })
    const held = await request(server.url, { dispatcher })
    const aborting = new AbortController()
    const waiting = request(server.url, { dispatcher, signal: aborting.signal })
    await until(() => dispatcher.stats()[0]?.pending === 1)
    aborting.abort()
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' })
    expect(dispatcher.stats()).toMatchObject([{ leased: 1, pending: 0 }])
    held.body.on('error', () => undefined).destroy()
    await until(() => server.sockets.size === 0)
  })
})

describe('deadlines', () => {
  const never = () => startTcp((socket) => void socket.resume())

  it('for headers', async () => {
    await using server = await never()
    await using dispatcher = createDispatcher({ headersTimeoutMs: 50 })
    const error = {
      code: 'HO_HEADERS_TIMEOUT',
      message: `GET ${server.url}: no response headers within 50ms of the request`,
    }
    await expect(request(server.url, { dispatcher })).rejects.toMatchObject(error)
  })

  it('for the body', async () => {
    await using server = await startTcp((socket) => {
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf'))
    })
    await using dispatcher = createDispatcher({ bodyTimeoutMs: 50 })
    const { body } = await request(server.url, { dispatcher })
    const message = `GET ${server.url}: the server was silent for 50ms in the body, after status 200 and 4 bytes`
    await expect(body.text()).rejects.toMatchObject({ code: 'HO_BODY_TIMEOUT', message })
  })

  it('for the whole, wherever it stands', async () => {
    await using server = await never()
    await using dispatcher = createDispatcher({ deadlineMs: 80, connections: 1 })
    const both = await Promise.allSettled([request(server.url, { dispatcher }), request(server.url, { dispatcher })])
    for (const outcome of both) expect(outcome).toMatchObject({ reason: { code: 'HO_DEADLINE' } })
    expect((both[0] as PromiseRejectedResult).reason.message).toContain('waiting for response headers')
    await until(() => server.sockets.size === 0)
  })

  it('for the connection, TLS included, and a socket still being opened does not outlive it', async () => {
    await using server = await never()
    await using dispatcher = createDispatcher({ connectTimeoutMs: 50 })
    const origin = server.url.replace('http', 'https')
    const error = { code: 'HO_CONNECT_TIMEOUT', message: `no connection to ${origin} within 50ms` }
    await expect(request(origin, { dispatcher })).rejects.toMatchObject(error)
    await until(() => server.sockets.size === 0)
  })

  it('and an abort end a connection that is being opened', async () => {
    await using server = await never()
    await using dispatcher = createDispatcher()
    const aborting = new AbortController()
    const answer = request(server.url.replace('http', 'https'), { dispatcher, signal: aborting.signal })
    await until(() => server.sockets.size === 1)
    aborting.abort()
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' })
    await until(() => server.sockets.size === 0)
  })

  it('for a response that nobody reads', async () => {
    await using server = await startHttp((_, response) => response.end(Buffer.alloc(4 << 20)))
    await using dispatcher = createDispatcher({ unreadTimeoutMs: 50, connections: 1 })
    const left = await request(server.url, { dispatcher })
    const failed = once(left.body, 'error')
    const { body } = await request(server.url, { dispatcher })
    expect((await failed)[0]).toMatchObject({ code: 'HO_UNREAD_TIMEOUT' })
    expect((await body.arrayBuffer()).byteLength).toBe(4 << 20)
  })
})

describe('stale connections', () => {
  it('are not reused: requests at the worst pace', async () => {
    await using server = await startHttp((_, response) => response.end('ok'), { keepAliveTimeout: 20 })
    await using dispatcher = createDispatcher()
    for (let nth = 0; nth < 100; nth += 1) {
      const { body } = await request(server.url, { dispatcher })
      expect(await body.text()).toBe('ok')
      await new Promise((resolve) => setTimeout(resolve, 15 + (nth % 12)))
    }
  })

  it('are survived by what may be sent twice, and by nothing else', async () => {
    // The second request of each connection finds it reset: a server that closed just then.
    await using server = await startTcp((socket) => {
      socket.once('data', () => socket.write(ok, () => socket.once('data', () => socket.resetAndDestroy())))
    })
    const send = async (options: object) => {
      // A new one each time: nothing is learned, so the connection of the first request is used again.
      await using dispatcher = createDispatcher({ connections: 1 })
      await (await request(server.url, { dispatcher })).body.dump()
      return (await request(server.url, { dispatcher, ...options })).body.text()
    }
    for (const method of ['GET', 'PUT', 'OPTIONS', 'DELETE']) expect(await send({ method })).toBe('ok')
    expect(await send({ method: 'PUT', body: 'x' })).toBe('ok')
    expect(await send({ method: 'POST', headers: { 'Idempotency-Key': 'once' }, body: 'x' })).toBe('ok')
    await expect(send({ method: 'POST', body: 'x' })).rejects.toThrow()
    await expect(send({ method: 'PUT', body: Readable.from(['x']) })).rejects.toThrow()
    await expect(send({ method: 'GET', idempotent: false })).rejects.toThrow()
  })

  it('are survived by whatever had not been sent yet', async () => {
    await using server = await startHttp((incoming, response) => incoming.pipe(response))
    const send = async (body: string | Readable) => {
      await using dispatcher = createDispatcher({ connections: 1 })
      await (await request(server.url, { dispatcher })).body.dump()
      // From a timer: the RST is read in the poll phase that follows, and undici writes in the check phase after it.
      await new Promise((resolve) => setTimeout(resolve, 1))
      for (const socket of server.sockets) socket.resetAndDestroy()
      return (await request(server.url, { dispatcher, method: 'POST', body })).body.text()
    }
    expect(await send('posted')).toBe('posted')
    expect(await send(Readable.from(['piped']))).toBe('piped')
  })

  it('are not tried for ever', async () => {
    let answers = 0
    await using server = await startTcp((socket) => {
      socket.on('data', () => (answers++ === 0 ? socket.write(ok) : socket.resetAndDestroy()))
    })
    await using dispatcher = createDispatcher()
    await (await request(server.url, { dispatcher })).body.text()
    await expect(request(server.url, { dispatcher })).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect(answers).toBe(3)
  })

  it('teach the limit against what the server announces', async () => {
    // Announces an hour, closes after 200 ms.
    await using server = await startTcp((socket) => {
      const lie = ok.replace('\r\n\r\n', '\r\nkeep-alive: timeout=3600\r\n\r\n')
      socket.on('data', () => socket.write(lie)).setTimeout(200, () => socket.end())
    })
    let closedByClient = 0
    server.server.on('connection', (socket) => socket.on('end', () => (closedByClient += socket.writableEnded ? 0 : 1)))
    await using dispatcher = createDispatcher()
    const ask = async () => (await request(server.url, { dispatcher })).body.dump()
    await ask()
    await until(() => dispatcher.stats().length === 0)
    expect(closedByClient).toBe(0)
    await ask()
    await until(() => dispatcher.stats().length === 0)
    await until(() => closedByClient === 1)
  })
})

it('is closed only when all is answered, and leaves nothing', async () => {
  await using server = await startHttp((_, response) => void setTimeout(() => response.end('late'), 30))
  const dispatcher = createDispatcher()
  const answer = request(server.url, { dispatcher })
  const closed = dispatcher.close()
  await expect(request(server.url, { dispatcher })).rejects.toMatchObject({ code: 'UND_ERR_CLOSED' })
  expect(await (await answer).body.text()).toBe('late')
  await closed
  await until(() => server.sockets.size === 0)
})

it('fails any number of requests that undici refuses, and none else', async () => {
  await using server = await startHttp((_, response) => void setTimeout(() => response.end('ok'), 20))
  await using dispatcher = createDispatcher({ connections: 1 })
  const first = request(server.url, { dispatcher })
  const unfit = { dispatcher, headers: { authorization: 'a\nb' } }
  const refused = Array.from({ length: 5000 }, () => request(server.url, unfit).catch(({ code }) => code))
  expect(await (await first).body.text()).toBe('ok')
  expect(new Set(await Promise.all(refused))).toEqual(new Set(['UND_ERR_INVALID_ARG']))
  expect(await (await request(server.url, { dispatcher })).body.text()).toBe('ok')
})

describe('a response that nobody reads does not end the process', () => {
  const ways = { plain: [], 'behind an interceptor': [interceptors.responseError()] }
  it.each(Object.entries(ways))('%s, and tells whoever comes to read', async (_, around) => {
    await using server = await startHttp((_, response) => response.end(Buffer.alloc(1 << 20)))
    await using dispatcher = createDispatcher({ connections: 1, unreadTimeoutMs: 50 })
    const composed = dispatcher.compose(around)
    const left = await request(server.url, { dispatcher: composed })
    await (await request(server.url, { dispatcher })).body.dump()
    await expect(left.body.text()).rejects.toMatchObject({ code: 'HO_UNREAD_TIMEOUT' })
  })
})

it('a limit of the request itself is the one that is named', async () => {
  await using server = await startTcp((socket) => void socket.resume())
  await using dispatcher = createDispatcher()
  const error = request(server.url, { dispatcher, headersTimeout: 50 })
  await expect(error).rejects.toThrow('no response headers within 50ms')
})
