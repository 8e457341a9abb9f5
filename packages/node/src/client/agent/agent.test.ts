import { once } from 'node:events'
import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { startHttp, startTcp, until } from '../testing/servers.js'
import { createAgent } from './index.js'

type Pair = ReturnType<typeof createAgent>

const corpus = (file: string) => import(fileURLToPath(new URL(`../../../corpus/node_modules/${file}`, import.meta.url)))

async function answered(request: ClientRequest): Promise<IncomingMessage> {
  const [response] = (await once(request.end(), 'response')) as [IncomingMessage]
  return response
}

async function text(response: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of response.setEncoding('utf8')) body += chunk
  return body
}

const ask = (url: string, { httpAgent }: Pair, method = 'GET') => httpRequest(url, { agent: httpAgent, method })
const get = async (url: string, pair: Pair) => text(await answered(ask(url, pair)))
const failed = async (request: ClientRequest) => (await once(request, 'error').catch((error) => [error]))[0]

const clients: Record<string, (url: string, pair: Pair) => Promise<string>> = {
  'http.request': get,
  axios: async (url, { httpAgent, httpsAgent }) =>
    (await (await corpus('axios/index.js')).default.get(url, { httpAgent, httpsAgent })).data,
  got: async (url, { httpAgent, httpsAgent }) =>
    (await corpus('got/dist/source/index.js')).default(url, { agent: { http: httpAgent, https: httpsAgent } }).text(),
  'node-fetch': async (url, { httpAgent }) =>
    (await (await corpus('node-fetch/src/index.js')).default(url, { agent: httpAgent })).text(),
  superagent: async (url, { httpAgent }) =>
    (await (await corpus('superagent/lib/node/index.js')).default.get(url).agent(httpAgent)).text,
}

describe('createAgent serves', () => {
  it.each(Object.entries(clients))('%s', async (_, call) => {
    await using server = await startHttp((_, response) => response.setHeader('content-type', 'text/plain').end('hello'))
    await using pair = createAgent()
    for (let nth = 0; nth < 3; nth += 1) {
      expect(await call(server.url, pair)).toBe('hello')
      await until(() => pair.stats()[0]?.available === 1)
    }
    expect(server.accepted()).toBe(1)
    expect(pair.stats()).toEqual([{ origin: server.url, leased: 0, available: 1, pending: 0, max: 64 }])
  })

  it('HEAD, 204 and 304 without holding a connection', async () => {
    await using server = await startHttp((incoming, response) => {
      response.statusCode = Number(incoming.url?.slice(1))
      response.end()
    })
    await using pair = createAgent({ connections: 1 })
    for (const [path, method] of [
      ['/200', 'HEAD'],
      ['/204', 'GET'],
      ['/304', 'GET'],
    ] as const) {
      ;(await answered(ask(server.url + path, pair, method))).resume()
    }
    await until(() => pair.stats()[0]?.available === 1)
    // Node.js' client closes after a HEAD without content-length.
    expect(server.accepted()).toBe(2)
  })

  it('upgrades and CONNECT, whose connections leave the pool', async () => {
    await using server = await startHttp(() => undefined)
    server.server.on('upgrade', (_, socket) =>
      socket.write('HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
    )
    server.server.on('connect', (_, socket) => socket.write('HTTP/1.1 200 OK\r\n\r\n'))
    await using pair = createAgent({ connections: 1 })
    const headers = { connection: 'upgrade', upgrade: 'x' }
    const upgrading = httpRequest(server.url, { agent: pair.httpAgent, headers }).end()
    const [, upgraded] = await once(upgrading, 'upgrade')
    const [, tunnel] = await once(ask(server.url, pair, 'CONNECT').end(), 'connect')
    await until(() => pair.stats().length === 0)
    upgraded.destroy()
    tunnel.destroy()
  })

  it('still discards a response that nobody listens for', async () => {
    await using server = await startHttp((_, response) => response.end(Buffer.alloc(1 << 20)))
    await using pair = createAgent({ connections: 1 })
    ask(server.url, pair).end()
    await until(() => pair.stats()[0]?.available === 1)
  })
})

describe('its pool', () => {
  it('refuses with who holds it after the time allowed', async () => {
    await using server = await startHttp((_, response) => void response.write('never ends'))
    await using pair = createAgent({ connections: 1, poolTimeoutMs: 50, callSites: true })
    const held = await answered(ask(`${server.url}/held?token=x`, pair).on('error', () => undefined))
    const error = await failed(ask(server.url, pair).end())
    expect(error).toMatchObject({ code: 'HO_POOL_TIMEOUT' })
    expect(error.message).toMatch(
      /leased 1, pending 1, max 1; held by\n {2}GET \/held for \d+ms, made at .*agent\.test\.ts/,
    )
    held.on('error', () => undefined).destroy()
    await until(() => pair.stats().length === 0)
  })

  it('counts both origins towards the total, and makes room', async () => {
    await using one = await startHttp((_, response) => response.end('one'))
    await using two = await startHttp((_, response) => response.end('two'))
    await using pair = createAgent({ totalConnections: 1 })
    const urls = [one.url, two.url, one.url, two.url]
    expect(await Promise.all(urls.map((url) => get(url, pair)))).toEqual(['one', 'two', 'one', 'two'])
  })

  it('lets go of a request destroyed while it waits, at once', async () => {
    await using server = await startHttp((_, response) => void response.write('never ends'))
    await using pair = createAgent({ connections: 1 })
    const held = await answered(ask(server.url, pair).on('error', () => undefined))
    const waiting = ask(server.url, pair).end()
    await until(() => pair.stats()[0]?.pending === 1)
    const error = failed(waiting)
    waiting.destroy(new Error('no longer wanted'))
    expect((await error).message).toBe('no longer wanted')
    await until(() => pair.stats()[0]?.pending === 0)
    held.on('error', () => undefined).destroy()
  })

  it('lets go of a request destroyed in the tick in which a connection comes free', async () => {
    await using server = await startHttp((_, response) => response.end('small'))
    await using pair = createAgent({ connections: 1 })
    const first = ask(server.url, pair)
    const waiting = ask(server.url, pair).end()
    const ends: string[] = []
    waiting.on('error', ({ message }) => ends.push(message)).on('close', () => ends.push('close'))
    const response = await answered(first)
    response.on('end', () => waiting.destroy(new Error('no longer wanted'))).resume()
    await until(() => ends.length === 2)
    expect(await get(server.url, pair)).toBe('small')
    expect(ends).toEqual(['no longer wanted', 'close'])
    expect(pair.stats()).toMatchObject([{ leased: 0, pending: 0 }])
  })

  it('gives the slot on when a request fails', async () => {
    await using server = await startTcp((socket) => socket.once('data', () => socket.resetAndDestroy()))
    await using pair = createAgent({ connections: 1 })
    const errors = await Promise.all([1, 2, 3].map(() => failed(ask(server.url, pair).end())))
    expect(errors.map(({ code }) => code)).toEqual(Array(3).fill('ECONNRESET'))
    await until(() => pair.stats().length === 0)
  })
})

describe('its deadlines', () => {
  const never = () => startTcp((socket) => void socket.resume())

  it('for headers', async () => {
    await using server = await never()
    await using pair = createAgent({ headersTimeoutMs: 60 })
    expect(await failed(ask(server.url, pair).end())).toMatchObject({ code: 'HO_HEADERS_TIMEOUT' })
    await until(() => server.sockets.size === 0)
  })

  it('for the whole', async () => {
    await using server = await never()
    await using pair = createAgent({ deadlineMs: 60, connections: 1 })
    const errors = await Promise.all([1, 2].map(() => failed(ask(server.url, pair).end())))
    for (const error of errors) expect(error).toMatchObject({ code: 'HO_DEADLINE' })
  })

  it('for the connection, TLS included', async () => {
    await using server = await never()
    await using pair = createAgent({ connectTimeoutMs: 60 })
    const request = httpsRequest(server.url.replace('http', 'https'), { agent: pair.httpsAgent })
    expect(await failed(request.end())).toMatchObject({ code: 'HO_CONNECT_TIMEOUT' })
  })

  it('for the body', async () => {
    await using server = await startTcp((socket) => {
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf'))
    })
    await using pair = createAgent({ bodyTimeoutMs: 60 })
    const response = await answered(ask(server.url, pair).on('error', () => undefined))
    await expect(text(response)).rejects.toMatchObject({ code: 'HO_BODY_TIMEOUT' })
  })

  it('for the body, never too early, however short the other is', async () => {
    await using server = await startTcp((socket) => {
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf'))
    })
    await using pair = createAgent({ bodyTimeoutMs: 350, unreadTimeoutMs: 7 })
    const response = await answered(ask(server.url, pair).on('error', () => undefined))
    const began = performance.now()
    await expect(text(response)).rejects.toMatchObject({ code: 'HO_BODY_TIMEOUT' })
    // The last byte came up to a look before; timers round to a millisecond.
    expect(performance.now() - began).toBeGreaterThan(330)
  })

  it('for a response that nobody reads, small ones too', async () => {
    await using server = await startHttp((_, response) => response.end('small'))
    await using pair = createAgent({ unreadTimeoutMs: 60, connections: 1 })
    const left = await answered(ask(server.url, pair).on('error', () => undefined))
    const error = failed(left as never)
    expect(await get(server.url, pair)).toBe('small')
    expect(await error).toMatchObject({ code: 'HO_UNREAD_TIMEOUT' })
  })
})

describe('its idle connections', () => {
  it('are not reused when stale: requests at the worst pace', async () => {
    await using server = await startHttp((_, response) => response.end('ok'), { keepAliveTimeout: 20 })
    await using pair = createAgent()
    for (let nth = 0; nth < 100; nth += 1) {
      expect(await get(server.url, pair)).toBe('ok')
      await new Promise((resolve) => setTimeout(resolve, 15 + (nth % 12)))
    }
  })

  it('are closed before the server closes them, once that is known', async () => {
    let closedByClient = 0
    await using server = await startTcp((socket) => {
      const lie = 'HTTP/1.1 200 OK\r\nkeep-alive: timeout=3600\r\ncontent-length: 2\r\n\r\nok'
      socket.on('data', () => socket.write(lie)).setTimeout(200, () => socket.end())
      socket.on('end', () => (closedByClient += socket.writableEnded ? 0 : 1))
    })
    await using pair = createAgent()
    await get(server.url, pair)
    await until(() => pair.stats().length === 0)
    expect(closedByClient).toBe(0)
    await get(server.url, pair)
    await until(() => closedByClient === 1)
  })
})

it('ends what waits and what runs when it is destroyed', async () => {
  await using server = await startTcp((socket) => void socket.resume())
  const pair = createAgent({ connections: 1 })
  const errors = Promise.all([1, 2].map(() => failed(ask(server.url, pair).end())))
  await until(() => server.sockets.size === 1)
  pair.destroy()
  for (const error of await errors) expect(error).toMatchObject({ code: 'UND_ERR_DESTROYED' })
  await until(() => server.sockets.size === 0)
})

it('whoever asks again what died on a stale connection gets no other stale one', async () => {
  const ok = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'
  // The second request of each connection finds it reset: a server that dropped them all just then.
  await using server = await startTcp((socket) => {
    socket.once('data', () => socket.write(ok, () => socket.once('data', () => socket.resetAndDestroy())))
  })
  await using pair = createAgent()
  await Promise.all([1, 2, 3, 4].map(() => get(server.url, pair)))
  await until(() => pair.stats()[0]?.available === 4)
  expect(await failed(ask(server.url, pair).end())).toMatchObject({ code: 'ECONNRESET' })
  expect(await get(server.url, pair)).toBe('ok')
  expect(server.accepted()).toBe(5)
})

it('nor one that comes free only then, once a second has died', async () => {
  const ok = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'
  const later: (() => void)[] = []
  // As above, but some answer only when told to: they come free after others have died.
  await using server = await startTcp((socket) => {
    socket.once('data', (asked) => {
      const answer = () => socket.write(ok, () => socket.once('data', () => socket.resetAndDestroy()))
      if (asked.includes('/later')) later.push(answer)
      else answer()
    })
  })
  await using pair = createAgent()
  const slow = [1, 2, 3].map(() => get(`${server.url}/later`, pair))
  await get(server.url, pair)
  await until(() => pair.stats()[0]?.available === 1 && later.length === 3)
  const isReset = { code: 'ECONNRESET' }
  expect(await failed(ask(server.url, pair).end())).toMatchObject(isReset)
  later.shift()?.()
  await until(() => pair.stats()[0]?.available === 1)
  expect(await failed(ask(server.url, pair).end())).toMatchObject(isReset)
  for (const answer of later) answer()
  await Promise.all(slow)
  expect(await get(server.url, pair)).toBe('ok')
  expect(server.accepted()).toBe(5)
})

describe('what Node.js refuses by a throw', () => {
  const unfit = { cert: 'no certificate' }

  it('is thrown, and takes no connection', async () => {
    await using pair = createAgent({ connections: 1 })
    const refused = () => httpsRequest('https://127.0.0.1:1/', { agent: pair.httpsAgent, ...unfit })
    expect(refused).toThrow()
    expect(refused).toThrow()
    await until(() => pair.stats().length === 0)
  })

  it('fails the request where it had to wait', async () => {
    await using server = await startHttp((_, response) => response.end('ok'))
    await using pair = createAgent({ connections: 1 })
    const first = ask(server.url, pair)
    const waiting = httpRequest(server.url, { agent: pair.httpAgent, localAddress: 'nowhere' }).end()
    const error = failed(waiting)
    await text(await answered(first))
    expect(await error).toMatchObject({ code: 'ERR_INVALID_IP_ADDRESS' })
    expect(await get(server.url, pair)).toBe('ok')
  })
})

describe('there are never more connections', () => {
  const most = async (pair: Pair, servers: readonly { sockets: Set<unknown> }[], ask: () => Promise<unknown>) => {
    let most = 0
    const look = () =>
      (most = Math.max(
        most,
        servers.reduce((sum, { sockets }) => sum + sockets.size, 0),
      ))
    const looking = setInterval(look, 1)
    await ask()
    clearInterval(looking)
    await until(() => pair.stats().every(({ leased }) => leased === 0))
    look()
    return most
  }

  it('than the total, when many come at once after a pause', async () => {
    await using one = await startHttp((_, response) => response.end('one'))
    await using two = await startHttp((_, response) => response.end('two'))
    await using pair = createAgent({ totalConnections: 4 })
    const burst = async (url: string) => Promise.all(Array.from({ length: 4 }, () => get(url, pair)))
    await burst(one.url)
    await get(two.url, pair)
    await new Promise((resolve) => setTimeout(resolve, 20))
    await most(pair, [one, two], () => burst(two.url))
    await until(() => one.sockets.size + two.sockets.size <= 4)
    const open = pair.stats().reduce((sum, { available }) => sum + available, 0)
    expect(open).toBeLessThanOrEqual(4)
  })

  it('than for an origin, when those that are idle have other options', async () => {
    await using server = await startHttp((_, response) => response.end('ok'))
    await using pair = createAgent({ connections: 1, totalConnections: 1 })
    for (const last of [1, 2, 3, 4]) {
      const options = { agent: pair.httpAgent, localAddress: `127.0.0.${last}` }
      await text(await answered(httpRequest(server.url, options)))
    }
    await until(() => server.sockets.size === 1)
    expect(pair.stats()).toMatchObject([{ available: 1, max: 1 }])
  })
})

describe.each(['deadlineMs', 'bodyTimeoutMs'] as const)('%s reaches whoever waits for the body of', (option) => {
  const code = option === 'deadlineMs' ? 'HO_DEADLINE' : 'HO_BODY_TIMEOUT'
  it.each(Object.entries(clients))('%s', async (_, call) => {
    await using server = await startHttp((_, response) => void response.write('never ends'))
    await using pair = createAgent({ [option]: 100 })
    const error = (await call(server.url, pair).catch((error: unknown) => error)) as Error & { code?: string }
    expect([error.code, (error.cause as { code?: string } | undefined)?.code, error.message].join(' ')).toMatch(
      new RegExp(`${code}|not done within|was silent for`),
    )
    await until(() => pair.stats().length === 0)
  })
})

it('the deadline reaches whoever reads the response', async () => {
  await using server = await startHttp((_, response) => void response.write('never ends'))
  await using pair = createAgent({ deadlineMs: 100 })
  const request = ask(server.url, pair)
  const told = failed(request)
  await expect(text(await answered(request))).rejects.toMatchObject({ code: 'HO_DEADLINE' })
  expect(await told).toMatchObject({ code: 'HO_DEADLINE' })
})

it('a response that nobody reads does not end a program that does not listen for errors', async () => {
  await using server = await startHttp((_, response) => response.end(Buffer.alloc(1 << 20)))
  await using pair = createAgent({ unreadTimeoutMs: 50 })
  const closed: IncomingMessage[] = []
  httpRequest(server.url, { agent: pair.httpAgent }, (response) =>
    response.on('close', () => closed.push(response)),
  ).end()
  await until(() => closed.length === 1)
  await until(() => pair.stats().length === 0)
})

it('the total that is used up is named, and who uses it', async () => {
  await using one = await startHttp((_, response) => void response.write('never ends'))
  await using two = await startHttp((_, response) => void response.write('never ends'))
  await using pair = createAgent({ totalConnections: 1, poolTimeoutMs: 50 })
  const held = await answered(ask(`${one.url}/held`, pair).on('error', () => undefined))
  const error = await failed(ask(two.url, pair).end())
  expect(error.message).toMatch(
    /leased 0, pending 1, max 64; the total of 1, to all origins, is used up, held by\n {2}GET \/held/,
  )
  held.on('error', () => undefined).destroy()
})

it('one Buffer that is long on its way is no silence', async () => {
  await using server = await startHttp((incoming, response) => {
    let parts = 0
    // Slower than it comes: a part each few milliseconds.
    incoming.on('data', () => {
      parts += 1
      incoming.pause()
      setTimeout(() => incoming.resume(), parts < 200 ? 5 : 0)
    })
    incoming.on('end', () => response.end('got it'))
  })
  await using pair = createAgent({ headersTimeoutMs: 400 })
  const response = new Promise<IncomingMessage>((resolve, reject) => {
    ask(server.url, pair, 'PUT')
      .on('response', resolve)
      .on('error', reject)
      .end(Buffer.alloc(40 << 20))
  })
  expect(await text(await response)).toBe('got it')
})
