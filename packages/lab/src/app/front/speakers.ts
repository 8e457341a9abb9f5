import { createServer as createHttpServer, type Server as HttpServer } from 'node:http'
import { createServer as createHttp2Server, type Http2Server, type ServerHttp2Session } from 'node:http2'
import type { Socket } from 'node:net'

import type { LiveConnection } from '../connection/index.js'
import { type Dispatcher, refuse } from '../dispatch/index.js'
import type { Spoken } from './peek.js'

/** Of one client; more wait, as RFC 9113 §5.1.2 has it. */
const MAX_STREAMS = 1000

/**
 * The servers of Node.js that speak HTTP over what the front accepted. They
 * never listen: their own timeouts, which only listening arms, never interfere.
 */
export class Speakers {
  readonly #servers: Readonly<Record<Exclude<Spoken, 'h2'>, HttpServer>>
  readonly #http2: Http2Server
  /** By the stream of an HTTP/1.1 connection, by the session of an HTTP/2 one. */
  readonly #live = new WeakMap<object, LiveConnection>()

  constructor(dispatcher: Dispatcher) {
    this.#servers = { 'http/1.1': this.#http1(dispatcher), websocket: this.#http1(dispatcher) }
    this.#servers.websocket.on('upgrade', (asked, _stream, head) => {
      this.#with(asked.socket, (connection) => dispatcher.upgrade(asked, head, connection))
    })
    this.#http2 = createHttp2Server({ settings: { maxConcurrentStreams: MAX_STREAMS } })
    this.#http2.on('request', (asked, answer) => {
      this.#with(asked.stream.session, (connection) => dispatcher.request(asked, answer, connection))
    })
  }

  speak(spoken: Spoken, stream: Socket, connection: LiveConnection): void {
    connection.entry.protocol = spoken === 'h2' ? 'h2' : 'http/1.1'
    if (spoken === 'h2') this.#speakHttp2(stream, connection)
    else {
      this.#live.set(stream, connection)
      this.#servers[spoken].emit('connection', stream)
    }
  }

  /** The session comes with an event, while the connection is handed over; over TLS without ALPN Node.js makes none, and says so. */
  #speakHttp2(stream: Socket, connection: LiveConnection): void {
    const adopt = (session: ServerHttp2Session) => {
      this.#live.set(session, connection)
      connection.session = session
      session.once('goaway', () => connection.entry.clientLeaves())
    }
    this.#http2.once('session', adopt)
    this.#http2.emit('connection', stream)
    if (connection.session !== undefined) return
    // Else the next connection's session would be taken for this one's, and Node.js would keep this one for 10 s.
    this.#http2.off('session', adopt)
    stream.destroySoon()
  }

  #http1(dispatcher: Dispatcher): HttpServer {
    const server = createHttpServer({ keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 })
    server.on('request', (asked, answer) => {
      this.#with(asked.socket, (connection) => dispatcher.request(asked, answer, connection))
    })
    server.on('clientError', ({ code, message }: NodeJS.ErrnoException, duplex) => {
      const stream = duplex as Socket
      // Another answer would be taken for the rest of the one that has begun.
      if (this.#live.get(stream)?.isAnswering === true) stream.destroySoon()
      else refuse(stream, { status: code === 'HPE_HEADER_OVERFLOW' ? 431 : 400, why: `${message}\n` })
    })
    return server
  }

  #with(key: object | undefined, then: (connection: LiveConnection) => void): void {
    const connection = key === undefined ? undefined : this.#live.get(key)
    if (connection !== undefined) then(connection)
  }
}
