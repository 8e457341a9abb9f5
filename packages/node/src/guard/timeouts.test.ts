import { createServer, type RequestListener, type Server } from 'node:http'
import { describe, expect, it, vi } from 'vitest'
import { guard, type GuardOptions } from './index.js'
import { Raw, serving, until } from './testing/raw.js'

/** The tests wait for conditions that a busy machine may bring about late. */
vi.setConfig({ testTimeout: 30_000 })

const BIG = Buffer.alloc(12 * 2 ** 20)

async function start(
  options: GuardOptions,
  listener: RequestListener = (req, res) => req.resume().on('end', () => res.end('ok')),
  prepare: (server: Server) => void = () => undefined,
) {
  const server = createServer(listener)
  prepare(server)
  const one = guard(server, options)
  const at = await serving(server)
  return {
    port: at.port,
    closed: () => Object.fromEntries(Object.entries(one.stats().closed).filter(([, count]) => count > 0)),
    one,
    [Symbol.asyncDispose]: async () => {
      one.dispose()
      await at[Symbol.asyncDispose]()
    },
  }
}

const POST = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n'

describe('a client that keeps the server waiting', () => {
  it('between requests', async () => {
    await using at = await start({ idleTimeoutMs: 50 })
    using client = await Raw.to(at)
    await client.get('/').has('ok')
    expect(client.text).toContain('Keep-Alive: timeout=0')
    await client.ended()
    await until(() => at.closed()['idle-timeout'] === 1)
  })

  it('before its first request', async () => {
    await using at = await start({ headersTimeoutMs: 100 })
    using client = await Raw.to(at)
    await client.ended()
    expect(client.text).toBe('')
    await until(() => at.closed()['headers-timeout'] === 1)
  })

  it.each(['first', 'second'])('in the headers of its %s request', async (which) => {
    await using at = await start({ headersTimeoutMs: 300 })
    using client = await Raw.to(at)
    if (which === 'second') await client.get('/').has('ok')
    client.text = ''
    await client.say('GET / HTTP/1.1\r\nX').ended()
    expect(client.text).toMatch(/^HTTP\/1\.1 408 /)
    expect(at.closed()).toEqual({ 'headers-timeout': 1 })
  })

  it('in the body, however steadily it drips', async () => {
    await using at = await start({ slowBodyTimeoutMs: 300 })
    using client = await Raw.to(at)
    const drip = setInterval(() => client.say('x'), 20)
    await client.say(POST).ended()
    clearInterval(drip)
    expect(client.text).toMatch(/^HTTP\/1\.1 408 /)
    expect(at.closed()).toEqual({ 'slow-body': 1 })
  })

  it('with the whole request', async () => {
    await using at = await start({ requestTimeoutMs: 300 })
    using client = await Raw.to(at)
    const flow = setInterval(() => client.say('x'.repeat(500)), 20)
    await client.say(POST).ended()
    clearInterval(flow)
    expect(at.closed()).toEqual({ 'request-timeout': 1 })
  })

  it('by not reading its response', async () => {
    await using at = await start({ slowReaderTimeoutMs: 300 }, (_, res) => res.end(BIG))
    using client = await Raw.to(at)
    client.socket.pause()
    client.get('/')
    await until(() => at.closed()['slow-reader'] === 1)
  })
})

describe('a request held back until the handler says 100', () => {
  const HEAD = 'POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 1000\r\n\r\n'
  const withContinue = (server: Server) =>
    server.on('checkContinue', (_, res) => {
      if (isAllowed) res.writeContinue()
    })
  let isAllowed = true

  it('is the handler’s to answer', async () => {
    isAllowed = false
    await using at = await start({ handlerTimeoutMs: 200 }, () => undefined, withContinue)
    using client = await Raw.to(at)
    await client.say(HEAD).ended()
    expect(client.text).toMatch(/^HTTP\/1\.1 503 /)
  })

  it('is the client’s to complete after it', async () => {
    isAllowed = true
    await using at = await start({ handlerTimeoutMs: 200, slowBodyTimeoutMs: 600 }, () => undefined, withContinue)
    using client = await Raw.to(at)
    await client.say(HEAD).ended()
    expect(client.text).toContain('HTTP/1.1 408 ')
    expect(at.closed()).toEqual({ 'slow-body': 1 })
  })

  it('leaves the handler its whole time after the body', async () => {
    const server = (one: Server) =>
      one.on('checkContinue', (req, res) => {
        // Held back for longer than a look takes to come round, and for less than makes the handler late.
        setTimeout(() => res.writeContinue(), 300)
        req.resume()
      })
    await using at = await start({ handlerTimeoutMs: 1_000, slowBodyTimeoutMs: 0 }, () => undefined, server)
    using client = await Raw.to(at)
    await client.say(HEAD).has('100 Continue')
    using other = await Raw.to(at)
    await other.get('/').ended()
    expect(client.hasEnded).toBe(false)
    client.say('x'.repeat(1_000))
    await client.has('503')
  })
})

describe('left alone', () => {
  it('a body that comes faster than the least', async () => {
    await using at = await start({ slowBodyTimeoutMs: 200, minBytesPerSecond: 100 })
    using client = await Raw.to(at)
    client.say('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n')
    const flow = setInterval(() => client.say('x'.repeat(20)), 20)
    await client.has('ok')
    clearInterval(flow)
  })

  it('a large response that is read slowly', async () => {
    await using at = await start({ slowReaderTimeoutMs: 300 }, (_, res) => res.end(BIG))
    using client = await Raw.to(at)
    let bytes = 0
    client.socket.removeAllListeners('data').on('data', (chunk: Buffer) => {
      bytes += chunk.length
      client.socket.pause()
    })
    const read = setInterval(() => client.socket.resume(), 2)
    client.get('/')
    await until(() => bytes > BIG.length)
    clearInterval(read)
  })

  it('a body that the handler does not read yet', async () => {
    const held: (() => void)[] = []
    await using at = await start({ slowBodyTimeoutMs: 100 }, (req, res) => {
      held.push(() => req.resume().on('end', () => res.end('read')))
    })
    using client = await Raw.to(at)
    using other = await Raw.to(at)
    client.say(POST).say('x'.repeat(100_000))
    await until(() => held.length === 1)
    // The other one is cut off; this one waits as long, for the handler.
    await other.say(POST).ended()
    await until(() => at.one.stats().busy === 1)
    held[0]?.()
    await client.has('read')
  })

  it('a handler that takes its time, unless told otherwise', async () => {
    await using at = await start({ handlerTimeoutMs: 200 }, (req, res) => {
      if (req.url === '/begun') res.write('begun')
    })
    using begun = await Raw.to(at)
    using silent = await Raw.to(at)
    await begun.get('/begun').has('begun')
    await silent.get('/').ended()
    expect(silent.text).toMatch(/^HTTP\/1\.1 503 /)
    expect(at.closed()).toEqual({ 'handler-timeout': 1 })
    expect(at.one.stats()).toMatchObject({ busy: 1 })
  })
})
