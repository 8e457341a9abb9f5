import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { type ClientHttp2Session, connect, createSecureServer, createServer } from 'node:http2'
import { createServer as createHttps, request } from 'node:https'
import { connect as connectTls } from 'node:tls'
import { describe, expect, it, vi } from 'vitest'
import { guard } from './index.js'
import { CERTIFICATE } from './testing/certificate.js'
import { Raw, serving, until } from './testing/raw.js'

/** The tests wait for conditions that a busy machine may bring about late. */
vi.setConfig({ testTimeout: 30_000 })

async function ask(session: ClientHttp2Session, path: string): Promise<string> {
  const stream = session.request({ ':path': path })
  let text = ''
  stream.setEncoding('utf8').on('data', (part: string) => (text += part))
  await once(stream, 'close')
  return text
}

/** A quiet client: what becomes of its session is what the test looks at. */
function client(url: string): ClientHttp2Session & Disposable {
  const session = connect(url, { rejectUnauthorized: false })
  session.on('error', () => undefined)
  return Object.assign(session, { [Symbol.dispose]: () => session.destroy() })
}

const SERVERS = [
  ['http2', createServer, 'http'],
  ['http2 over TLS', (listener: never) => createSecureServer(CERTIFICATE, listener), 'https'],
] as const

describe.each(SERVERS)('%s', (_, create, scheme) => {
  it('counts streams, and closes an idle session', async () => {
    const server = create(((req: { url: string }, res: { end: (text: string) => void }) => res.end(req.url)) as never)
    using one = guard(server, { idleTimeoutMs: 50 })
    await using at = await serving(server)
    using session = client(`${scheme}://127.0.0.1:${at.port}`)
    expect(await Promise.all([ask(session, '/1'), ask(session, '/2')])).toEqual(['/1', '/2'])
    await until(() => session.closed)
    await until(() => one.stats().closed['idle-timeout'] === 1)
  })

  it('leaves an upload alone that keeps up', async () => {
    const server = create(((req: IncomingMessage, res: { end: (text: string) => void }) =>
      req.resume().on('end', () => res.end('done'))) as never)
    using one = guard(server, { slowBodyTimeoutMs: 500, minBytesPerSecond: 100 })
    await using at = await serving(server)
    using session = client(`${scheme}://127.0.0.1:${at.port}`)
    using stalled = client(`${scheme}://127.0.0.1:${at.port}`)
    const upload = session.request({ ':method': 'POST' }, { endStream: false })
    const flow = setInterval(() => upload.write('x'.repeat(20)), 20)
    await until(() => one.stats().busy === 1)
    // The other one is cut off; this one has been here for longer.
    stalled.request({ ':method': 'POST' }, { endStream: false }).on('error', () => undefined)
    await until(() => one.stats().closed['slow-body'] === 1)
    clearInterval(flow)
    upload.end()
    let text = ''
    upload.setEncoding('utf8').on('data', (part: string) => (text += part))
    await once(upload, 'close')
    expect(text).toBe('done')
  })

  it('drains: streams in flight are answered, new ones are not taken', async () => {
    let finish: () => void = () => undefined
    const server = create(
      ((_: unknown, res: { end: (text: string) => void }) => (finish = () => res.end('done'))) as never,
    )
    using one = guard(server)
    await using at = await serving(server)
    using session = client(`${scheme}://127.0.0.1:${at.port}`)
    const answer = ask(session, '/')
    await until(() => one.stats().busy === 1)
    const goaway = once(session, 'goaway')
    const drained = one.drain({ when: 'after-inflight', graceMs: 5_000 })
    await goaway
    finish()
    expect(await answer).toBe('done')
    expect(await drained).toMatchObject({ finished: 1, destroyed: 0 })
  })
})

it('http2: leaves a stream alone that speaks both ways', async () => {
  const server = createServer()
  server.on('stream', (stream) => {
    stream.respond({ ':status': 200 })
    stream.pipe(stream)
  })
  using one = guard(server, { slowBodyTimeoutMs: 100, requestTimeoutMs: 0, idleTimeoutMs: 1, handlerTimeoutMs: 100 })
  await using at = await serving(server)
  using session = client(`http://127.0.0.1:${at.port}`)
  const talk = session.request({ ':method': 'POST' }, { endStream: false })
  talk.setEncoding('utf8')
  await once(talk, 'response')
  using idle = client(`http://127.0.0.1:${at.port}`)
  await until(() => idle.closed)
  talk.write('still here')
  expect(await once(talk, 'data')).toEqual(['still here'])
  expect(one.stats().busy).toBe(1)
})

it('http2: gives a gRPC handler its time from the end of the request', async () => {
  const server = createServer()
  server.on('stream', (stream) => stream.resume().on('error', () => undefined))
  using one = guard(server, { handlerTimeoutMs: 200 })
  await using at = await serving(server)
  const headers = { ':method': 'POST', ':path': '/a.B/Up', 'content-type': 'application/grpc' }
  using session = client(`http://127.0.0.1:${at.port}`)
  const call = session.request(headers, { endStream: false }).on('error', () => undefined)
  await until(() => one.stats().busy === 1)
  // One that has ended its request is cut off: this one has been here for longer.
  using other = client(`http://127.0.0.1:${at.port}`)
  other.request(headers, { endStream: true }).on('error', () => undefined)
  await until(() => one.stats().closed['handler-timeout'] === 1)
  await until(() => other.closed)
  expect(session.closed).toBe(false)
  call.end()
  await until(() => one.stats().closed['handler-timeout'] === 2)
})

it('http2: ends a session whose client opens no window', async () => {
  const server = createServer((_, res) => void res.end(Buffer.alloc(1_000_000)))
  using one = guard(server, { slowReaderTimeoutMs: 200 })
  await using at = await serving(server)
  using session = client(`http://127.0.0.1:${at.port}`)
  session
    .request({ ':path': '/' })
    .on('error', () => undefined)
    .pause()
  await until(() => one.stats().closed['slow-reader'] === 1)
})

describe('https', () => {
  const get = async (port: number, agent: false | undefined = false) => {
    const req = request({ port, host: '127.0.0.1', rejectUnauthorized: false, agent }).end()
    const [res] = (await once(req, 'response')) as [IncomingMessage]
    let text = ''
    res.setEncoding('utf8').on('data', (part: string) => (text += part))
    await once(res, 'end')
    return text
  }

  it('follows requests through TLS, and drains', async () => {
    let finish: () => void = () => undefined
    const server = createHttps(CERTIFICATE, (_, res) => (finish = () => res.end('done')))
    using one = guard(server)
    await using at = await serving(server)
    const answer = get(at.port)
    await until(() => one.stats().busy === 1)
    const drained = one.drain({ when: 'after-inflight', graceMs: 5_000 })
    finish()
    expect(await answer).toBe('done')
    expect(await drained).toMatchObject({ finished: 1, destroyed: 0 })
  })

  it('bounds a client that does not read', async () => {
    const server = createHttps(CERTIFICATE, (_, res) => res.end(Buffer.alloc(32 * 2 ** 20)))
    using one = guard(server, { slowReaderTimeoutMs: 300 })
    await using at = await serving(server)
    const req = request({ port: at.port, host: '127.0.0.1', rejectUnauthorized: false, agent: false }).end()
    req.on('error', () => undefined)
    await once(req, 'response')
    await until(() => one.stats().closed['slow-reader'] === 1)
    req.destroy()
  })

  const securely = async ({ port }: { readonly port: number }) => {
    const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false })
    await once(socket, 'secureConnect')
    return new Raw(socket)
  }

  it('counts what a body says, not what its cipher makes of it', async () => {
    const server = createHttps(CERTIFICATE, (req) => req.resume())
    // A record of one byte is more than 20 bytes long.
    using one = guard(server, { slowBodyTimeoutMs: 300 })
    await using at = await serving(server)
    using drips = await securely(at)
    drips.say('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n')
    const drip = setInterval(() => drips.say('x'), 20)
    await drips.ended()
    clearInterval(drip)
    expect(drips.text).toMatch(/^HTTP\/1\.1 408 /)
    expect(one.stats().closed).toMatchObject({ 'slow-body': 1 })
  })

  it('answers headers that came with the end of the handshake, and no further', async () => {
    const server = createHttps(CERTIFICATE)
    using _ = guard(server, { headersTimeoutMs: 300 })
    await using at = await serving(server)
    using client = await securely(at)
    await client.say('GET / HTTP/1.1\r\nHo').ended()
    expect(client.text).toMatch(/^HTTP\/1\.1 408 /)
  })

  it('bounds a handshake that never comes', async () => {
    const server = createHttps(CERTIFICATE)
    using one = guard(server, { headersTimeoutMs: 100 })
    await using at = await serving(server)
    using silent = await Raw.to(at)
    await silent.say('x').ended()
    expect(silent.text).not.toContain('HTTP/1.1')
    await until(() => one.stats().open === 0)
  })
})
