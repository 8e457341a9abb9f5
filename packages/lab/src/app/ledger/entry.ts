import type { Socket } from 'node:net'

import type { Recent } from '../../memory/index.js'
import type { ClosedBy, ConnectionIdentity, ConnectionRecord, Protocol } from './records.js'
import { RequestEntry, type RequestHead } from './request.js'

const MAX_REQUESTS = 100
/** The kernel gave the other end up: unanswered retransmits or keep-alive probes. */
const GIVEN_UP = new Set(['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'])

interface Parts {
  readonly id: number
  readonly tls: boolean
  readonly now: () => number
  /** The requests of all connections. */
  readonly memory: Recent<RequestEntry>
}

/** One connection as the app sees it, kept after it closed. */
export class ConnectionEntry {
  readonly now: () => number
  protocol: Protocol | null = null
  readonly #raw: Socket
  readonly #memory: Recent<RequestEntry>
  readonly #born: Pick<ConnectionRecord, 'id' | 'remote' | 'openedMs' | 'tls'>
  #isHandshaking: boolean
  #handshakeError: string | null = null
  readonly #requests: RequestEntry[] = []
  #forgotten = 0
  #closedMs: number | null = null
  #closedBy: ClosedBy | null = null
  #clientHalfClosed = false

  constructor(raw: Socket, { id, tls, now, memory }: Parts) {
    this.#raw = raw
    this.now = now
    this.#memory = memory
    this.#born = { id, remote: remoteOf(raw), openedMs: now(), tls }
    this.#observe(raw)
    this.#isHandshaking = tls
    raw.once('close', () => this.#closed())
  }

  get id(): number {
    return this.#born.id
  }

  get identity(): ConnectionIdentity {
    const { id, remote, tls } = this.#born
    return { id, remote, protocol: this.protocol, tls, endedBy: this.#closedBy }
  }

  get isClosed(): boolean {
    return this.#closedMs !== null
  }

  /** Under TLS the end shows on the TLS stream, not on the one below. */
  secured(stream: Socket): void {
    this.#isHandshaking = false
    this.#observe(stream)
  }

  /** It has said so (GOAWAY of RFC 9113 §6.8); the FIN that follows may be either's. */
  clientLeaves(): void {
    this.#closedBy ??= 'client'
  }

  /** From now on it is the app that ends it, whatever comes from the client. */
  closing(): void {
    this.#closedBy ??= 'app'
  }

  /** A TLS alert is how a client says that it leaves (RFC 8446 §6.2). */
  handshakeFailed({ code = '', message }: NodeJS.ErrnoException): void {
    this.#handshakeError = code === '' ? message : code
    if (code.includes('_ALERT_')) this.#closedBy ??= 'client'
  }

  began(head: RequestHead): RequestEntry {
    const request = new RequestEntry(head, this.now)
    this.#requests.push(request)
    // The oldest of all connections' requests is the oldest of its own connection's.
    this.#memory.add(request, request.texts, () => this.#forgetOldest())
    if (this.#requests.length > MAX_REQUESTS) this.#forgetOldest()
    return request
  }

  /** Nothing of it is remembered any more. */
  forgotten(): void {
    while (this.#requests.length > 0) this.#forgetOldest()
  }

  #forgetOldest(): void {
    const oldest = this.#requests.shift()
    if (oldest === undefined) return
    this.#memory.delete(oldest)
    this.#forgotten += 1
  }

  record(): ConnectionRecord {
    const { id, remote, openedMs, tls } = this.#born
    return {
      id,
      remote,
      openedMs,
      closedMs: this.#closedMs,
      protocol: this.protocol,
      tls,
      bytesRead: this.#raw.bytesRead,
      bytesWritten: this.#raw.bytesWritten ?? 0,
      closedBy: this.#closedMs === null ? null : this.#closedBy,
      handshakeError: this.#handshakeError,
      clientHalfClosed: this.#clientHalfClosed,
      requests: this.#requests.map((request) => request.record()),
      requestsForgotten: this.#forgotten,
    }
  }

  /** Notes who ends the connection first. */
  #observe(stream: Socket): void {
    stream.once('end', () => {
      this.#closedBy ??= stream.writableEnded ? 'app' : 'client'
      this.#clientHalfClosed ||= this.#closedBy === 'client' && this.#requests.some(({ isUnderWay }) => isUnderWay)
    })
    // Whoever uses the stream handles the error; without any listener it would end the program.
    stream.on('error', ({ code = '' }: NodeJS.ErrnoException) => {
      if (stream.writableEnded) return
      if (code === 'ECONNRESET' || code === 'EPIPE') this.#closedBy ??= 'client-reset'
      if (GIVEN_UP.has(code)) this.#closedBy ??= 'timeout'
    })
  }

  #closed(): void {
    // The app waits for a handshake as long as it takes: who breaks it off is the client.
    if (this.#isHandshaking && this.#handshakeError === null) {
      this.#handshakeError = 'broken off'
      this.#closedBy ??= 'client'
    }
    this.#closedBy ??= 'app'
    this.#closedMs = this.now()
  }
}

/** A client that has reset the connection before it was accepted has no address any more. */
function remoteOf({ remoteAddress = '', remotePort = 0 }: Socket): ConnectionRecord['remote'] {
  return { host: remoteAddress.replace(/^::ffff:(?=\d+\.)/i, ''), port: remotePort }
}
