import { once } from 'node:events'
import { get, type IncomingMessage, type RequestOptions } from 'node:http'
import { get as getSecurely } from 'node:https'
import { connect as connectHttp2, createServer as createHttp2 } from 'node:http2'
import type { AddressInfo, Socket } from 'node:net'
import { Client, fetch, request } from 'undici'
import { expect, test } from 'vitest'
import { createDispatcher } from '../client/index.js'
import { explain } from './index.js'
import { answer, errorOf, startRaw } from './testing/servers.js'

/** Without a tracker: from the error alone. */
const asked = (url: string, options: RequestOptions = {}) =>
  new Promise<IncomingMessage>((resolve, reject) => get(url, options, resolve).on('error', reject))

async function closedPort(): Promise<number> {
  await using server = await startRaw(() => undefined)
  return server.port
}

test('nothing listens', async () => {
  const port = await closedPort()
  const errors = [await errorOf(fetch(`http://127.0.0.1:${port}`)), await errorOf(asked(`http://127.0.0.1:${port}`))]
  for (const error of errors) {
    expect(explain(error)).toMatchObject({
      schema: 'halfopen.explanation/1',
      summary: `Nothing listens at 127.0.0.1:${port}: the host refused the connection.`,
      cause: null,
      confidence: 'certain',
      culprit: 'server',
      retry: { safe: 'yes', why: 'the request was never sent' },
      missing: null,
    })
  }
})

test('nothing listens at any address of a name', async () => {
  const port = await closedPort()
  const lookup = (_name: string, _options: object, done: (error: null, list: object[]) => void): void =>
    done(null, [
      { address: '127.0.0.1', family: 4 },
      { address: '127.0.0.2', family: 4 },
    ])
  const error = await errorOf(
    asked(`http://two.test:${port}`, { lookup: lookup as never, autoSelectFamily: true } as RequestOptions),
  )
  expect(error).toHaveProperty('name', 'AggregateError')
  const said = explain(error)
  expect(said).toMatchObject({ cause: null, confidence: 'certain', culprit: 'server' })
  expect(said.evidence).toHaveLength(2)
})

test('no such name', async () => {
  const said = explain(await errorOf(fetch('http://no-such-name.invalid')))
  expect(said).toMatchObject({ cause: null, confidence: 'certain', culprit: 'name service', retry: { safe: 'yes' } })
  expect(said.summary).toContain('no-such-name.invalid')
})

test('a reset, of which nothing more is known: it says what a tracker would add', async () => {
  await using server = await startRaw((socket) => socket.resetAndDestroy())
  for (const error of [await errorOf(fetch(server.url)), await errorOf(asked(server.url))]) {
    const said = explain(error)
    expect(said).toMatchObject({
      cause: null,
      confidence: 'certain',
      // As the summary has it: the server, or something on the path in its name.
      culprit: said.summary.includes('something on the path') ? 'unknown' : 'server',
      retry: { safe: 'if-idempotent' },
    })
    expect(said.missing).toMatch(/how often the connection was used/)
  }
})

test('undici tells what had been received: nothing, on a new connection; something, of whichever answer', async () => {
  await using server = await startRaw((socket, nth) => {
    if (nth === 1 && server.sockets.size === 1) socket.destroy()
    else if (nth === 2) socket.destroy()
    else answer(socket)
  })
  expect(explain(await errorOf(request(server.url, { dispatcher: new Client(server.url) }))).summary).toMatch(
    /new connection without a byte/,
  )
  await using used = await startRaw((socket, nth) => (nth === 2 ? socket.destroy() : answer(socket)))
  const client = new Client(used.url)
  await (await request(used.url, { dispatcher: client })).body.text()
  const said = explain(await errorOf(request(used.url, { dispatcher: client })))
  expect(said).toMatchObject({ cause: null, culprit: 'unknown' })
  expect(said.summary).toMatch(/^The server, or something on the path .*whether it had been idle is not known/)
  await client.destroy()
})

test('the server ends in the middle of its answer', async () => {
  await using server = await startRaw((socket) =>
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc', () => setTimeout(() => socket.destroy(), 20)),
  )
  const response = await asked(server.url)
  expect(explain(await errorOf(response.toArray())).summary).toMatch(/in the middle of the answer/)
})

test('the program gives up: by a signal, by its limit, by closing its client', async () => {
  await using server = await startRaw(() => undefined)
  const soon = (): { signal: AbortSignal } => ({ signal: AbortSignal.timeout(30) })
  expect(explain(await errorOf(fetch(server.url, soon())))).toMatchObject({
    cause: null,
    error: { name: 'TimeoutError' },
  })
  const controller = new AbortController()
  const { signal } = controller
  setTimeout(() => controller.abort(), 30)
  for (const error of [await errorOf(fetch(server.url, { signal })), await errorOf(asked(server.url, { signal }))]) {
    expect(explain(error)).toMatchObject({ cause: null, culprit: 'application', confidence: 'certain' })
  }
  const client = new Client(server.url, { headersTimeout: 50 })
  const late = explain(await errorOf(client.request({ path: '/', method: 'GET' })))
  expect(late.summary).toMatch(/^No response headers were read in the time that the client allows: .* event loop/)
  expect(late).toMatchObject({ confidence: 'possible', culprit: 'unknown' })
  await client.destroy()
  expect(explain(await errorOf(client.request({ path: '/', method: 'GET' })))).toMatchObject({ culprit: 'application' })
})

test('our own errors: the pool is full, the server silent', async () => {
  await using server = await startRaw(() => undefined)
  await using dispatcher = createDispatcher({ connections: 1, poolTimeoutMs: 30 })
  const first = errorOf(request(server.url, { dispatcher }))
  const said = explain(await errorOf(request(server.url, { dispatcher })))
  expect(said).toMatchObject({
    cause: 'pool-exhausted',
    confidence: 'certain',
    retry: { safe: 'yes' },
    error: { code: 'HO_POOL_TIMEOUT' },
  })
  expect(said.evidence).toEqual([
    expect.stringMatching(
      /^no connection to http:\/\/127\.0\.0\.1:\d+ came free in \d+ms: leased 1, pending 1, max 1$/,
    ),
    expect.stringMatching(/^held by GET \/ for \d+ms$/),
  ])
  expect(said.summary).toMatch(/; held longest by GET \/ for \d+ms\.$/)
  expect(said.remedy.code).toContain('createDispatcher')
  expect(JSON.stringify(said)).not.toMatch(/\\\\n|from 'pg'/)
  await dispatcher.destroy()
  await first
  await using hasty = createDispatcher({ headersTimeoutMs: 30 })
  expect(explain(await errorOf(request(server.url, { dispatcher: hasty })))).toMatchObject({
    cause: null,
    error: { code: 'HO_HEADERS_TIMEOUT' },
  })
})

test('TLS: another protocol on the port, and a connection closed in the handshake', async () => {
  await using plain = await startRaw((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
  expect(explain(await errorOf(fetch(plain.url.replace('http', 'https')))).summary).toBe(
    'The server does not speak TLS on this port.',
  )
  await using closing = await startRaw((socket) => socket.destroy())
  const secure = new Promise((resolve, reject) =>
    getSecurely(closing.url.replace('http', 'https'), resolve).on('error', reject),
  )
  expect(explain(await errorOf(secure))).toMatchObject({ cause: null, retry: { safe: 'yes' } })
})

test('HTTP/2: a stream that was refused, cancelled, or lost with its session', async () => {
  const server = createHttp2()
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => sockets.add(socket))
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined)
    if (headers[':path'] === '/lost') for (const socket of sockets) socket.resetAndDestroy()
    else stream.close(headers[':path'] === '/refused' ? 7 : 11)
  })
  server.on('sessionError', () => undefined)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const session = connectHttp2(`http://127.0.0.1:${(server.address() as AddressInfo).port}`).on(
    'error',
    () => undefined,
  )
  const stream = (path: string) =>
    new Promise((_resolve, reject) => session.request({ ':path': path }).on('error', reject).resume())
  expect(explain(await errorOf(stream('/refused')))).toMatchObject({
    retry: { safe: 'yes' },
    error: { code: 'ERR_HTTP2_STREAM_ERROR' },
  })
  expect(explain(await errorOf(stream('/calm')))).toMatchObject({
    culprit: 'application',
    retry: { safe: 'if-idempotent' },
  })
  expect(explain(await errorOf(stream('/lost')))).toMatchObject({ cause: null })
  session.destroy()
  server.close()
})

test('takes anything: what is no error, what contains itself, what throws when asked, what has no end', () => {
  const round: { cause?: unknown } = {}
  round.cause = round
  const hostile = new Proxy(
    {},
    {
      get: () => {
        throw new Error('theirs')
      },
    },
  )
  const endless = Array.from({ length: 1000 }).reduce<unknown>((cause) => new Error('outer', { cause }), undefined)
  const many = new AggregateError(Array.from({ length: 10_000 }, () => new Error('x')))
  for (const one of [
    undefined,
    null,
    1,
    '',
    'text',
    Symbol('x'),
    {},
    [],
    round,
    hostile,
    endless,
    many,
    Object.create(null),
    () => undefined,
  ]) {
    expect(explain(one)).toMatchObject({ schema: 'halfopen.explanation/1', cause: null, confidence: 'possible' })
    expect(JSON.parse(JSON.stringify(explain(one)))).toEqual(explain(one))
  }
  const secret = explain(new Error('request to http://x/?token=abc failed\u001b[31m'))
  expect(secret.error.message).toBe('request to http://x/?… failed\\x1b[31m')
})

test('what belongs to no request is not said to be one that the server may have acted on', () => {
  for (const one of [null, new TypeError('x is not a function'), new SyntaxError('Unexpected end of JSON input')]) {
    expect(explain(one).retry).toEqual({ safe: 'unknown', why: 'no request is known that this error belongs to' })
  }
  expect(explain(new TypeError('fetch failed')).retry.safe).toBe('if-idempotent')
  expect(explain(Object.assign(new Error('bad'), { config: { method: 'post' } })).retry.safe).toBe('no')
})

test('a response that was dropped unread', () => {
  expect(explain('Response object has been garbage collected')).toMatchObject({
    cause: 'response-leak',
    culprit: 'application',
  })
})
