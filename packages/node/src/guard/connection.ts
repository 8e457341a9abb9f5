import type { ServerHttp2Session } from 'node:http2'
import type { Socket } from 'node:net'
import type { Exchange } from './exchange.js'
import type { Witness } from './reading.js'
import type { CloseReason } from './reasons.js'
import { received } from './wire.js'

/** Since when, and from which counts on, a client is watched for progress. */
export interface Mark {
  readonly waitsFor: 'body' | 'reader'
  readonly at: number
  readonly bytes: number
  /** Of a reader; null: nobody can tell what it has taken; undefined: nobody has looked. */
  witness?: Witness | null
}

/** One accepted connection. */
export class Connection {
  /** What HTTP is written to: the TLS socket once there is one. */
  top: Socket
  session: ServerHttp2Session | undefined
  readonly exchanges = new Map<object, Exchange>()
  /** Upgraded or CONNECT: bytes belong to the application from then on. */
  isTunnel = false
  served = 0
  /** When the last request ended; before the first: when it connected. */
  idleSince: number
  mark: Mark | undefined
  closing: { readonly reason: CloseReason; readonly at: number } | undefined
  /** Asked for now: a closed socket does not know it any more. */
  readonly remote: string
  private receivedBefore = 0
  private headersSince: number | undefined

  constructor(
    readonly raw: Socket,
    readonly openedAt: number,
    /** Whether HTTP/1.1 can be written to it: not while a TLS handshake goes on. */
    public mayAnswer: boolean,
  ) {
    this.top = raw
    this.idleSince = openedAt
    this.headersSince = openedAt
    this.remote = remoteOf(raw)
  }

  /** The handshake is done. */
  secure(tls: Socket): void {
    this.top = tls
    this.mayAnswer = true
  }

  begin(key: object, exchange: Exchange): void {
    this.exchanges.set(key, exchange)
    this.headersSince = undefined
    this.mark = undefined
  }

  /** Answers whether it is idle now. */
  end(key: object, now: number): boolean {
    if (!this.exchanges.delete(key) || this.exchanges.size > 0) return false
    this.served++
    this.idleSince = now
    this.receivedBefore = received(this.top)
    return true
  }

  /** Since when headers are awaited: from their first byte as seen now, before the first request from the connect. */
  waitsForHeadersSince(now: number): number | undefined {
    if (this.exchanges.size > 0 || this.isTunnel || this.session !== undefined) return undefined
    if (this.headersSince === undefined && this.hasReceivedMore()) this.headersSince = now
    return this.headersSince
  }

  /** Whether a request has begun to arrive and is not complete. */
  hasReceivedMore(): boolean {
    return received(this.top) > this.receivedBefore
  }
}

/** `10.0.0.5:41000`, `[::1]:41000`; IPv4 as IPv4, as the kernel's tables are shown everywhere; empty for a Unix socket. */
function remoteOf({ remoteAddress, remotePort }: Socket): string {
  if (remoteAddress === undefined || remotePort === undefined) return ''
  const address = remoteAddress.replace(/^::ffff:(?=\d+\.)/, '')
  return address.includes(':') ? `[${address}]:${remotePort}` : `${address}:${remotePort}`
}
