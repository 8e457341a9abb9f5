import { once } from 'node:events'
import { connect as connectHttp2 } from 'node:http2'
import { connect as connectTls } from 'node:tls'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'

import { type LabApp, type SeenRequest, startApp } from './index.js'
import { RawClient, until } from './testing/raw.js'

let app: LabApp
const seen: SeenRequest[] = []

beforeAll(async () => {
  app = await startApp({ sleepMs: 40, onRequest: (request) => seen.push(request) })
})

afterAll(async () => app[Symbol.asyncDispose]())

const ask = async (path: string, init?: RequestInit) => fetch(`${app.url}${path}`, init)
const raw = async () => RawClient.to(app.address)
const requestOf = (mark: string) =>
  app.connections().flatMap(({ requests }) => requests.filter(({ path }) => path.includes(mark)))[0]
const connectionOf = (mark: string) =>
  app.connections().find(({ requests }) => requests.some(({ path }) => path.includes(mark)))

describe('answers that are slow', () => {
  it('/sleep sleeps before it says anything', async () => {
    const started = performance.now()
    const answer = await ask('/sleep?for=120ms&mark=slept')
    expect(performance.now() - started).toBeGreaterThanOrEqual(118)
    expect(answer.headers.get('halfopen-lab')).toBe('app')
    expect(await answer.text()).toBe('slept for 120ms\n')
    expect(requestOf('slept')?.answeredMs).toBeGreaterThanOrEqual((requestOf('slept')?.startedMs ?? 0) + 118)
  })

  it('/sleep takes its default from the app', async () => {
    expect(await (await ask('/sleep')).text()).toBe('slept for 40ms\n')
  })

  it('/first-byte sends the headers before it sleeps', async () => {
    using client = await raw()
    client.get('/first-byte?after=400ms&body=10&mark=first-byte')
    await client.has('\r\n\r\n')
    expect(client.text).toMatch(/content-length: 10\r\n[^]*\r\n\r\n$/)
    await client.has('halfopen l')
    await until(() => requestOf('first-byte')?.completed === true)
    const { answeredMs, endedMs } = requestOf('first-byte')!
    expect(endedMs! - answeredMs!).toBeGreaterThanOrEqual(398)
  })

  it('/slow-body spreads its bytes over the time', async () => {
    const started = performance.now()
    const answer = await ask('/slow-body?body=1000&over=400ms&every=20ms')
    const pieces: number[] = []
    for await (const piece of answer.body ?? []) pieces.push((piece as Uint8Array).length)
    expect(performance.now() - started).toBeGreaterThanOrEqual(395)
    expect(pieces.length).toBeGreaterThan(2)
    expect(pieces.reduce((sum, length) => sum + length)).toBe(1000)
  })

  it('/slow-body takes a rate in place of a time, not beside it', async () => {
    const started = performance.now()
    expect((await (await ask('/slow-body?body=100&rate=1000')).text()).length).toBe(100)
    expect(performance.now() - started).toBeGreaterThanOrEqual(95)
    expect(await (await ask('/slow-body?body=1g&rate=1')).text()).toBe('at that rate it would take more than 24h\n')
    const refused = await ask('/slow-body?over=1s&rate=1k')
    expect([refused.status, await refused.text()]).toEqual([400, 'give over or rate, not both\n'])
  })

  it('/slow-body with one byte sends it at once', async () => {
    expect((await (await ask('/slow-body?body=1&over=1h')).text()).length).toBe(1)
  })

  it('/endless sends until the client leaves', async () => {
    using client = await raw()
    client.get('/endless?rate=1m&every=10ms&mark=endless')
    await until(() => client.text.length > 100_000)
    client.socket.destroy()
    await until(() => requestOf('endless')?.endedMs !== null)
    expect(requestOf('endless')).toMatchObject({ status: 200, completed: false })
  })

  it('/endless waits for a client that does not read', async () => {
    using client = await raw()
    client.socket.pause()
    client.get('/endless?rate=1g&every=10ms&mark=unread')
    await until(() => (connectionOf('unread')?.bytesWritten ?? 0) > 100_000)
    const before = process.memoryUsage().arrayBuffers
    for (let settled = 0, last = -1; settled < 10; ) {
      await new Promise((resolve) => setTimeout(resolve, 10))
      const now = connectionOf('unread')?.bytesWritten ?? 0
      settled = now === last ? settled + 1 : 0
      last = now
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50_000_000)
  })
})

describe('answers that fail', () => {
  it.each([
    ['nothing', /^$/],
    ['headers', /^HTTP\/1.1 200 OK\r\n[^]*content-length: 1024\r\n[^]*\r\n\r\n$/],
    ['half', /^HTTP\/1.1 200 OK\r\n[^]*\r\n\r\n[^]{512}$/],
  ])('/silence after %s says nothing more', async (sent, text) => {
    using client = await raw()
    client.get(`/silence?sent=${sent}&for=200ms&mark=silence-${sent}`)
    const started = performance.now()
    expect(await client.hasEnded()).toBe('fin')
    expect(client.endedMs - started).toBeGreaterThanOrEqual(195)
    expect(client.text).toMatch(text)
    client.socket.destroy()
    await until(() => connectionOf(`silence-${sent}`)?.closedBy === 'app')
  })

  it.each([
    ['fin', 'nothing', /^$/],
    ['fin', 'half', /\r\n\r\n[^]{512}$/],
    ['reset', 'nothing', /^$/],
    ['reset', 'headers', /^HTTP\/1.1 200 OK/],
  ] as const)('/close with %s after %s', async (how, sent, text) => {
    using client = await raw()
    // Time for what was sent before a RST to be read: a RST overtakes it.
    client.get(`/close?how=${how}&sent=${sent}&after=250ms&mark=close-${how}-${sent}`)
    expect(await client.hasEnded()).toBe(how)
    expect(client.text).toMatch(text)
    await until(() => connectionOf(`close-${how}-${sent}`)?.closedBy === 'app')
    expect(requestOf(`close-${how}-${sent}`)).toMatchObject({ completed: false })
  })

  it('/close with a FIN comes as one although the request has a body', async () => {
    using client = await raw()
    client.say('POST /close HTTP/1.1\r\nHost: lab\r\nContent-Length: 100000\r\n\r\n').say('x'.repeat(100_000))
    expect(await client.hasEnded()).toBe('fin')
  })
})

describe('/keep-alive', () => {
  it.each([
    ['', /\r\nkeep-alive: timeout=5\r\n[^]*\r\nConnection: keep-alive\r\n/],
    ['?announce=no', /^(?![^]*keep-alive:)(?![^]*connection:)/i],
    ['?timeout=2s&announce=60s', /\r\nkeep-alive: timeout=60\r\n/],
  ])('%s announces what it is told to', async (query, head) => {
    using client = await raw()
    client.get(`/keep-alive${query}`)
    await client.has('without a request')
    expect(client.text).toMatch(head)
  })

  it.each(['fin', 'reset'] as const)('ends an idle connection with a %s', async (how) => {
    using client = await raw()
    client.get(`/keep-alive?timeout=150ms&how=${how}&mark=idle-${how}`)
    await client.has('without a request')
    expect(await client.hasEnded()).toBe(how)
    await until(() => connectionOf(`idle-${how}`)?.closedBy === 'app')
    const { closedMs, requests } = connectionOf(`idle-${how}`)!
    expect(closedMs! - requests[0]!.endedMs!).toBeGreaterThanOrEqual(148)
  })

  it('does not count the time of a request as idle', async () => {
    using client = await raw()
    client.get('/keep-alive?timeout=400ms')
    await client.has('without a request')
    client.get('/sleep?for=600ms')
    await client.has('slept for 600ms')
    expect(client.ended).toBe('open')
    expect(await client.hasEnded()).toBe('fin')
  })

  it('can be the timeout of the whole app, also for who never sends a request', async () => {
    await using strict = await startApp({ keepAliveTimeoutMs: 900 })
    using client = await RawClient.to(strict.address)
    client.get('/echo')
    await client.has('\r\nkeep-alive: timeout=0\r\n')
    expect(await client.hasEnded()).toBe('fin')
    using silent = await RawClient.to(strict.address)
    expect(await silent.hasEnded()).toBe('fin')
    await until(() => strict.connections()[1]?.closedBy === 'app')
  })
})

describe('/status', () => {
  it.each([
    ['/status', 200, 0],
    ['/status?code=403&body=64k', 403, 65_536],
    ['/status?code=503&body=0', 503, 0],
    ['/status?code=204', 204, 0],
    ['/status?code=304', 304, 0],
    ['/status?code=599&body=10m', 599, 10_485_760],
  ])('%s', async (path, code, bytes) => {
    const answer = await ask(path)
    expect([answer.status, (await answer.arrayBuffer()).byteLength]).toEqual([code, bytes])
  })

  it('has the type that a gateway gives its error page', async () => {
    const answer = await ask('/status?code=502&body=1k&type=html')
    expect(answer.headers.get('content-type')).toBe('text/html')
    expect((await answer.text()).length).toBe(1024)
  })

  it('sends no body in answer to HEAD, and the connection stays usable', async () => {
    using client = await raw()
    client.say('HEAD /status?code=403&body=1k HTTP/1.1\r\nHost: lab\r\n\r\n').get('/sleep?for=1ms')
    await client.has('slept for 1ms')
    expect(client.text).toMatch(/^HTTP\/1.1 403 [^]*content-length: 1024\r\n[^]*\r\n\r\nHTTP\/1.1 200 OK/)
  })
})

describe('streams', () => {
  it('/chunked sends chunks', async () => {
    using client = await raw()
    client.get('/chunked?chunks=3&size=16&every=5ms')
    await client.has('\r\n0\r\n\r\n')
    expect(client.text.match(/\r\n10\r\n[^]{16}/g)).toHaveLength(3)
  })

  it('/chunked without a chunk is an empty answer', async () => {
    expect(await (await ask('/chunked?chunks=0')).text()).toBe('')
  })

  it('/events sends events at their time', async () => {
    const started = performance.now()
    const answer = await ask('/events?every=30ms&count=3')
    expect(answer.headers.get('content-type')).toBe('text/event-stream')
    expect((await answer.text()).match(/^id: \d+\ndata: .*\n\n/gm)).toHaveLength(3)
    expect(performance.now() - started).toBeGreaterThanOrEqual(58)
  })

  it('/long-poll hears what is posted', async () => {
    const heard = ask('/long-poll?for=20s&mark=poll').then(async (answer) => answer.text())
    await until(() => requestOf('poll') !== undefined)
    expect(await (await ask('/long-poll', { method: 'POST', body: 'news' })).text()).toBe('told 1 client\n')
    expect(await heard).toBe('news')
  })

  it('/long-poll ends with 204 when there is nothing to hear', async () => {
    expect((await ask('/long-poll?for=20ms')).status).toBe(204)
  })
})

describe('/websocket', () => {
  const open = async (query = '') => {
    const socket = new WebSocket(`${app.url.replace('http', 'ws')}/websocket${query}`)
    await once(socket, 'open')
    return socket
  }

  it('echoes text and bytes', async () => {
    const socket = await open('?mark=ws-echo')
    socket.send('hello')
    expect(String((await once(socket, 'message'))[0])).toBe('hello')
    socket.send(Buffer.from([1, 2, 3]))
    expect((await once(socket, 'message'))[0]).toEqual(Buffer.from([1, 2, 3]))
    socket.close()
    await until(() => requestOf('ws-echo')?.completed === true)
    expect(requestOf('ws-echo')).toMatchObject({ status: 101 })
  })

  it('pings, and closes in the end', async () => {
    const socket = await open('?ping=20ms&for=150ms&mark=ws-ping')
    await once(socket, 'ping')
    await once(socket, 'ping')
    expect((await once(socket, 'close'))[0]).toBe(1000)
    await until(() => connectionOf('ws-ping')?.closedBy === 'app')
  })

  it('survives a client that vanishes, and one that breaks the rules', async () => {
    const socket = await open('?mark=ws-gone')
    socket.terminate()
    await until(() => requestOf('ws-gone')?.endedMs !== null)
    using client = await raw()
    const key = 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n'
    client.say(`GET /websocket HTTP/1.1\r\nHost: lab\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${key}\r\n`)
    await client.has('101 Switching')
    client.say('\xff'.repeat(200))
    await client.hasEnded()
  })

  it('says what it is to those who do not ask for one', async () => {
    const answer = await ask('/websocket')
    expect(answer.status).toBe(426)
    await answer.body?.cancel()
    using client = await raw()
    client.say('GET /websocket HTTP/1.1\r\nHost: lab\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    expect(await client.hasEnded()).toBe('fin')
    expect(client.text).toMatch(/^HTTP\/1.1 400 /)
  })

  it('is not idle while it is one', async () => {
    await using impatient = await startApp({ keepAliveTimeoutMs: 900 })
    using client = await RawClient.to(impatient.address)
    const key = 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n'
    client.say(`GET /websocket HTTP/1.1\r\nHost: lab\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${key}\r\n`)
    await client.has('101 Switching')
    // One that comes later is given up earlier: the time has passed for both.
    using idle = await RawClient.to(impatient.address)
    expect(await idle.hasEnded()).toBe('fin')
    expect(client.ended).toBe('open')
  })

  it('answers wrong parameters in the place of a WebSocket', async () => {
    const socket = new WebSocket(`${app.url.replace('http', 'ws')}/websocket?pong=1s`)
    const [, answer] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }]
    expect(answer.statusCode).toBe(400)
    socket.on('error', () => undefined).terminate()
  })
})

describe('what is spoken', () => {
  it('ignores an offer to upgrade to h2c, and keeps the connection', async () => {
    using client = await raw()
    const offer = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n'
    client.say(`GET /sleep?for=1ms HTTP/1.1\r\nHost: lab\r\n${offer}\r\n`)
    await client.has('slept for 1ms')
    client.get('/sleep?for=2ms')
    await client.has('slept for 2ms')
  })

  it('speaks HTTP/2 on the same port', async () => {
    const session = connectHttp2(app.url)
    const stream = session.request({ ':path': '/sleep?for=10ms&mark=h2' })
    const [headers] = (await once(stream, 'response')) as [Record<string, string>]
    expect(headers).toMatchObject({ ':status': 200, 'halfopen-lab': 'app' })
    stream.resume()
    await once(stream, 'close')
    session.close()
    await until(() => connectionOf('mark=h2')?.closedBy === 'client')
    expect(connectionOf('mark=h2')).toMatchObject({ protocol: 'h2', tls: false })
  })

  it('knows HTTP/2 although its opening comes byte by byte', async () => {
    using client = await raw()
    for (const byte of 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n') {
      client.say(byte)
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    // An empty SETTINGS frame (RFC 9113 §6.5); the server's own comes back.
    client.say('\0\0\0\u0004\0\0\0\0\0')
    await until(() => client.text.length >= 9)
    expect(client.text.charCodeAt(3)).toBe(4)
  })

  it.each(['fin', 'reset'])('closes an HTTP/2 connection with a %s', async (how) => {
    const session = connectHttp2(app.url)
    const errors: string[] = []
    session.on('error', ({ code }: NodeJS.ErrnoException) => errors.push(code ?? ''))
    const goaway = once(session, 'goaway').then(
      () => 'goaway',
      () => 'reset',
    )
    const stream = session.request({ ':path': `/close?how=${how}&mark=h2-${how}` })
    stream.on('error', () => undefined)
    await until(() => stream.destroyed)
    await until(() => connectionOf(`h2-${how}`)?.closedBy === 'app')
    if (how === 'fin') expect(await goaway).toBe('goaway')
    else await until(() => errors.includes('ECONNRESET'))
  })

  it('closes an idle HTTP/2 connection', async () => {
    const session = connectHttp2(app.url)
    const goaway = once(session, 'goaway')
    session.request({ ':path': '/keep-alive?timeout=80ms&mark=h2-idle' }).resume()
    await goaway
    await until(() => connectionOf('h2-idle')?.closedBy === 'app')
  })

  it('sends a gigabyte header of nonsense away', async () => {
    using client = await raw()
    client.say(`GET / HTTP/1.1\r\nHost: lab\r\nX: ${'x'.repeat(40_000)}`)
    await client.hasEnded()
    expect(client.text).toMatch(/^(HTTP\/1.1 431 [^]*halfopen-lab: app[^]*)?$/)
  })

  it.each(['\0\u0001\u0002', 'SSH-2.0-x\r\n\r\n', 'GET\r\n\r\n', 'PRI * HTTP/3.0\r\n\r\n'])(
    'answers what is no HTTP with 400: %j',
    async (bytes) => {
      using client = await raw()
      client.say(bytes)
      await client.hasEnded()
      expect(client.text).toMatch(/^HTTP\/1.1 400 Bad Request\r\nhalfopen-lab: app\r\n/)
    },
  )

  it('only closes where nonsense follows while an answer is half sent', async () => {
    using client = await raw()
    client.get('/first-byte?after=1h&mark=owed')
    await client.has('\r\n\r\n')
    client.say('\0\u0001\r\n\r\n')
    await client.hasEnded()
    expect(client.text).not.toContain(' 400 ')
    await until(() => requestOf('owed')?.endedMs !== null)
  })

  it('answers a broken body with 400', async () => {
    using client = await raw()
    client.say('POST /echo HTTP/1.1\r\nHost: lab\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n')
    await client.hasEnded()
    expect(client.text).toMatch(/^HTTP\/1.1 400 /)
  })

  it('answers a FIN without a word by a FIN', async () => {
    using client = await raw()
    client.socket.end()
    expect(await client.hasEnded()).toBe('fin')
  })
})

describe('TLS', () => {
  it('is trusted by its own certificate, and speaks both versions', async () => {
    await using secure = await startApp({ tls: true })
    expect(secure.url).toMatch(/^https:/)
    const session = connectHttp2(secure.url, { ca: secure.certificate ?? '' })
    const stream = session.request({ ':path': '/sleep?for=1ms' }).resume()
    await once(stream, 'close')
    session.close()
    await until(() => secure.connections()[0]?.closedBy === 'client')
    const { port } = secure.address
    const tls = connectTls({ port, host: '127.0.0.1', ca: secure.certificate ?? '', ALPNProtocols: ['http/1.1'] })
    tls.write('GET /close HTTP/1.1\r\nHost: lab\r\n\r\n')
    await once(tls.resume(), 'end')
    await until(() => secure.connections()[1]?.closedBy === 'app')
    expect(secure.connections()).toMatchObject([
      { tls: true, protocol: 'h2' },
      { tls: true, protocol: 'http/1.1', handshakeError: null },
    ])
  })

  it('sends away a client that speaks HTTP/2 without ALPN', async () => {
    await using secure = await startApp({ tls: true })
    const tls = connectTls({ port: secure.address.port, host: '127.0.0.1', ca: secure.certificate ?? '' })
    // Its own close_notify may meet a connection that is gone already.
    tls.on('error', () => undefined)
    tls.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
    expect(String((await once(tls, 'data'))[0])).toMatch(/^HTTP\/1.0 403 /)
    await until(() => secure.connections()[0]?.closedBy === 'app')
  })

  it('knows a client that does not trust it', async () => {
    await using secure = await startApp({ tls: true })
    const tls = connectTls({ port: secure.address.port, host: '127.0.0.1' })
    await once(tls, 'error')
    await until(() => secure.connections()[0]?.closedBy !== null)
    expect(secure.connections()[0]).toMatchObject({
      protocol: null,
      requests: [],
      closedBy: 'client',
      handshakeError: 'broken off',
    })
  })
})

describe('the client', () => {
  it('leaves with a FIN, owed an answer', async () => {
    using client = await raw()
    client.get('/sleep?for=1h&mark=left')
    await until(() => requestOf('mark=left') !== undefined)
    client.socket.end()
    await until(() => connectionOf('mark=left')?.closedBy === 'client')
    expect(connectionOf('mark=left')).toMatchObject({ clientHalfClosed: true, requests: [{ completed: false }] })
  })

  it('leaves with a RST', async () => {
    using client = await raw()
    client.get('/sleep?for=1h&mark=rst')
    await until(() => requestOf('mark=rst') !== undefined)
    client.socket.resetAndDestroy()
    await until(() => connectionOf('mark=rst')?.closedBy === 'client-reset')
    expect(connectionOf('mark=rst')).toMatchObject({ clientHalfClosed: false })
  })

  it('leaves with requests whose turn had not come', async () => {
    using client = await raw()
    client.get('/sleep?for=1h&mark=first').get('/sleep?for=2h&mark=second')
    await until(() => requestOf('mark=second') !== undefined)
    client.socket.destroy()
    await until(() => requestOf('mark=second')?.endedMs !== null && requestOf('mark=first')?.endedMs !== null)
  })

  it('is told what is wrong with its question', async () => {
    const wrong = async (path: string) => {
      const answer = await ask(path)
      return `${answer.status} ${await answer.text()}`
    }
    expect(await wrong('/slep')).toBe('404 there is no route /slep: did you mean /sleep?\n')
    expect(await wrong('/%1b[2J')).toBe('404 there is no route /%1b[2J; GET / lists them\n')
    expect(await wrong('/sleep?fro=1s')).toBe('400 there is no parameter "fro": did you mean for?\n')
    expect(await wrong('/sleep?for=1s&for=2s')).toBe('400 for is given more than once\n')
    expect(await wrong('/sleep?for=25h')).toMatch(/^400 for: "25h" is out of range/)
    expect(await wrong('/close?how=rest')).toBe('400 how: "rest" is none of fin, reset: did you mean reset?\n')
    expect(await wrong('/status?code=100')).toBe('400 code: "100" is not a whole number from 200 to 599\n')
    expect(await wrong('/status?code=204&body=1')).toBe('400 status 204 (No Content) has no body: leave body out\n')
    expect(await wrong('/status?body=2g')).toBe('400 body: "2g" is out of range: 0 to 1g\n')
    expect(await wrong('/sleep?constructor=1')).toMatch(/^400 there is no parameter "constructor"/)
    expect(await wrong('/sleep?__proto__=1')).toMatch(/^400 there is no parameter "__proto__"/)
    expect(await wrong('/sleep?for=%1b[2J')).toMatch(/^400 for: "\\x1b\[2J" is not a duration/)
  })
})

describe('what it tells of itself', () => {
  it('/ lists the routes, as text and as HTML', async () => {
    expect(await (await ask('/')).text()).toContain('\n/slow-body\n  sends the body in small pieces')
    const page = await ask('/', { headers: { accept: 'text/html,*/*' } })
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(await page.text()).toContain('<a href="/slow-body">')
  })

  it('/echo says what arrived', async () => {
    const answer = await ask('/echo?mark=e', { method: 'PUT', body: 'x'.repeat(100_000), headers: { 'x-y': 'z' } })
    expect(await answer.json()).toMatchObject({
      method: 'PUT',
      path: '/echo?mark=e',
      headers: { 'x-y': 'z' },
      body: { bytes: 100_000, isCut: true },
    })
  })

  it('/connections gives what the library gives', async () => {
    using client = await raw()
    client.get('/sleep?for=1ms&mark=counted')
    await client.has('slept for 1ms')
    const bytes = client.text.length
    await until(() => requestOf('counted')?.completed === true)
    const own = connectionOf('counted')!
    const { schema, connections } = (await (await ask(`/connections?since=${own.id - 1}`)).json()) as {
      schema: string
      connections: readonly { id: number }[]
    }
    expect(schema).toBe('halfopen.lab.connections/1')
    expect(connections[0]).toEqual(own)
    expect(own).toMatchObject({ bytesWritten: bytes, remote: { host: '127.0.0.1', port: client.socket.localPort } })
    expect(own.bytesRead).toBe('GET /sleep?for=1ms&mark=counted HTTP/1.1\r\nHost: lab\r\n\r\n'.length)
    expect((await (await ask('/connections?since=9007199254740991')).json()) as object).toEqual({
      schema,
      connections: [],
    })
  })

  it('tells of every request that is over', () => {
    expect(seen.length).toBeGreaterThan(20)
    expect(seen[0]).toMatchObject({ connection: { protocol: 'http/1.1' }, request: { status: 200, completed: true } })
  })
})

describe('bounds', () => {
  it.each([{ sleepMs: -1 }, { sleepMs: Number.NaN }, { maxConnections: 0 }, { keepAliveTimeoutMs: 1e12 }])(
    'refuses %j',
    async (options) => {
      await expect(startApp(options)).rejects.toMatchObject({ code: 'HO_USAGE' })
    },
  )

  it('refuses a port that is taken', async () => {
    await expect(startApp(app.address)).rejects.toMatchObject({ code: 'HO_LISTEN' })
  })

  it('remembers a thousand connections and a hundred requests of each', async () => {
    await using small = await startApp()
    using client = await RawClient.to(small.address)
    for (let n = 1; n <= 130; n++) client.get(`/sleep?for=0s&mark=${n}`)
    await until(() => client.text.match(/slept/g)?.length === 130)
    const [{ requests, requestsForgotten } = { requests: [], requestsForgotten: 0 }] = small.connections()
    expect([requests.length, requestsForgotten, requests[0]?.path]).toEqual([100, 30, '/sleep?for=0s&mark=31'])
    const long = `/echo?mark=${'x'.repeat(2000)}`
    client.get(long)
    await until(() => small.connections()[0]?.requestsForgotten === 31)
    expect(small.connections()[0]?.requests.at(-1)?.path).toHaveLength(512)
  })

  it('closes what is more than it takes', async () => {
    await using small = await startApp({ maxConnections: 1 })
    using first = await RawClient.to(small.address)
    using second = await RawClient.to(small.address)
    await second.hasEnded()
    first.get('/sleep?for=1ms')
    await first.has('slept')
  })
})
