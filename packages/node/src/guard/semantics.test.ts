import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { describe, expect, it, vi } from 'vitest'
import { guard, type GuardOptions } from './index.js'
import { Raw, serving, until } from './testing/raw.js'

/** The tests wait for conditions that a busy machine may bring about late. */
vi.setConfig({ testTimeout: 30_000 })

/** Bounds so short that whatever they should not touch would be hit. */
const SHORT: GuardOptions = {
  idleTimeoutMs: 1,
  headersTimeoutMs: 200,
  slowBodyTimeoutMs: 200,
  slowReaderTimeoutMs: 200,
}

async function start(listener: RequestListener, prepare: (server: Server) => void = () => undefined) {
  const server = createServer(listener)
  prepare(server)
  const one = guard(server, SHORT)
  const at = await serving(server)
  /** A silent connection is cut off: what was there before it has been quiet for longer than every bound. */
  const outlastBounds = async () => {
    using silent = await Raw.to(at)
    await silent.ended()
    using idle = await Raw.to(at)
    await idle.get('/idle').has('HTTP/1.1 200')
    await idle.ended()
  }
  return {
    port: at.port,
    one,
    server,
    outlastBounds,
    [Symbol.asyncDispose]: async () => {
      one.dispose()
      await at[Symbol.asyncDispose]()
    },
  }
}

describe('is busy, not idle', () => {
  it('a stream of events between two events', async () => {
    let push: () => void = () => undefined
    await using at = await start((req, res) => {
      if (req.url === '/idle') return void res.end('ok')
      res.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n')
      push = () => res.write('data: 2\n\n')
    })
    using client = await Raw.to(at)
    await client.get('/').has('data: 1')
    await at.outlastBounds()
    push()
    await client.has('data: 2')
  })

  it('a long poll', async () => {
    let answer: () => void = () => undefined
    await using at = await start((req, res) => {
      if (req.url === '/idle') res.end('ok')
      else answer = () => res.end('news')
    })
    using client = await Raw.to(at)
    client.get('/')
    await until(() => at.one.stats().busy === 1)
    await at.outlastBounds()
    answer()
    await client.has('news')
  })

  it('a WebSocket', async () => {
    await using at = await start(
      (_, res) => res.end('ok'),
      (server) =>
        server.on('upgrade', (req, socket) => {
          const accept = createHash('sha1').update(`${req.headers['sec-websocket-key']}258EAFA5`).digest('base64')
          socket.write(
            `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX: ${accept}\r\n\r\n`,
          )
          socket.on('data', (bytes) => socket.write(`echo ${bytes.toString()}`)).on('error', () => undefined)
        }),
    )
    using client = await Raw.to(at)
    await client.get('/', 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: k\r\n').has('101')
    await at.outlastBounds()
    await client.say('hello').has('echo hello')
    expect(at.one.stats()).toMatchObject({ tunnels: 1, busy: 1 })
  })

  it('a CONNECT tunnel', async () => {
    await using at = await start(
      (_, res) => res.end('ok'),
      (server) =>
        server.on('connect', (_, socket) => {
          const upstream = connect((server.address() as AddressInfo).port, '127.0.0.1')
          socket.write('HTTP/1.1 200 Connected\r\n\r\n')
          socket.pipe(upstream).pipe(socket)
          socket.on('error', () => upstream.destroy()).on('close', () => upstream.destroy())
          upstream.on('error', () => socket.destroy())
        }),
    )
    using client = await Raw.to(at)
    await client.say('CONNECT x:80 HTTP/1.1\r\nHost: x:80\r\n\r\n').has('Connected')
    expect(at.one.stats().tunnels).toBe(1)
    await client.get('/').has('ok')
  })
})

describe('goes as without a guard', () => {
  it('Expect: 100-continue, answered by Node', async () => {
    await using at = await start((req, res) => req.resume().on('end', () => res.end('ok')))
    using client = await Raw.to(at)
    const head = 'POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n'
    await client.say(head).has('100 Continue')
    await client.say('ab').has('ok')
  })

  it('Expect: 100-continue, held back by the handler for as long as it likes', async () => {
    let goOn: () => void = () => undefined
    await using at = await start(
      (_, res) => res.end('ok'),
      (server) =>
        server.on('checkContinue', (req, res) => {
          goOn = () => {
            res.writeContinue()
            req.resume().on('end', () => res.end('done'))
          }
        }),
    )
    using client = await Raw.to(at)
    client.say('POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n')
    await until(() => at.one.stats().busy === 1)
    await at.outlastBounds()
    goOn()
    await client.has('100 Continue')
    await client.say('ab').has('done')
  })

  it('pipelining: answers in order, one exchange at a time counted', async () => {
    await using at = await start((req, res) => {
      if (req.url === '/1') setImmediate(() => res.end('<1>'))
      else res.end(`<${req.url?.slice(1)}>`)
    })
    using client = await Raw.to(at)
    client.get('/1').get('/2').get('/3')
    await client.has('<3>')
    expect([...client.text.matchAll(/<(\d)>/g)].map(([, n]) => n)).toEqual(['1', '2', '3'])
    await until(() => at.one.stats().idle === 1)
  })

  it('HEAD, and a 204', async () => {
    await using at = await start((req, res) => res.writeHead(req.url === '/204' ? 204 : 200).end())
    using client = await Raw.to(at)
    await client.say('HEAD / HTTP/1.1\r\nHost: x\r\n\r\n').has('200 OK')
    await client.get('/204').has('204')
    await until(() => at.one.stats().idle === 1)
  })

  it('adds no listener, and gives back all it changed', async () => {
    const server = createServer()
    const look = () => ({
      listeners: server.eventNames().map((name) => [name, server.listenerCount(name)]),
      limits: [server.keepAliveTimeout, server.headersTimeout, server.requestTimeout],
      emit: Object.getOwnPropertyDescriptor(server, 'emit'),
    })
    const before = look()
    const one = guard(server, SHORT)
    expect(look().listeners).toEqual(before.listeners)
    one.dispose()
    expect(look()).toEqual(before)
  })

  it('a wrapper put on later stays, and still works', async () => {
    const server = createServer((_, res) => res.end('ok'))
    const one = guard(server)
    const guardedEmit = server.emit.bind(server) as (...args: unknown[]) => boolean
    const seen: unknown[] = []
    server.emit = ((event: string, ...args: unknown[]) => {
      seen.push(event)
      return guardedEmit(event, ...args)
    }) as typeof server.emit
    one.dispose()
    await using at = await serving(server)
    using client = await Raw.to(at)
    await client.get('/').has('ok')
    expect(seen).toContain('request')
    expect(one.stats().accepted).toBe(0)
  })

  it('who waits for a place is let in when the guard goes', async () => {
    const server = createServer((req, res) => void (req.url === '/wait' || res.end('ok')))
    const one = guard(server, { maxConnections: 1 })
    await using at = await serving(server)
    using busy = await Raw.to(at)
    busy.get('/wait')
    await until(() => one.stats().busy === 1)
    using late = await Raw.to(at)
    late.get('/')
    await until(() => one.stats().waitingForPlace === 1)
    one.dispose()
    await late.has('ok')
  })

  it('arms TCP keep-alive on what it accepts', async () => {
    const server = createServer((_, res) => res.end('ok'))
    using _ = guard(server, { tcpKeepAliveTimeMs: 7_000 })
    const armed: unknown[] = []
    server.prependListener('connection', (socket) => {
      armed.push(
        Reflect.ownKeys(socket).some(
          (key) => String(key) === 'Symbol(kSetKeepAliveInitialDelay)' && Reflect.get(socket, key) === 7,
        ),
      )
    })
    await using at = await serving(server)
    using client = await Raw.to(at)
    await Promise.all([client.get('/').has('ok'), once(client.socket, 'data')])
    expect(armed).toEqual([true])
  })
})
