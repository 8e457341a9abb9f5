import type { ClientHttp2Stream, IncomingHttpHeaders } from 'node:http2'
import { HalfopenError } from '@halfopen/core'
import type { CapturedStack } from '../../callsite/index.js'
import { type Ending, errorTypeOf, type Exchange, type Hold, type Ledger } from '../../ledger/index.js'
import { connectionOf } from '../../connections/index.js'
import { waitsForPeer } from '../bodies/index.js'
import { Ride } from './ride.js'
import { type SessionView, symbolOf } from './session.js'

/** RFC 9113 section 7: the stream is no longer needed. */
const CANCEL = 0x8
/** RFC 9113 section 6.2. */
const END_STREAM = 0x1
/** As nghttp2 counts them (nghttp2.h, nghttp2_stream_proto_state): a stream that waits in its queue is still idle. */
const IDLE = 1
/** RFC 9113 section 5.1.1: a client's streams are odd. */
const FIRST_ID = 1

/** One request and its stream, which its session keeps alive for as long as it lasts. */
export class Flight implements Hold {
  private readonly exchange: Exchange
  private readonly ride: Ride
  /** Strong only until the first look; most streams end before one, and are spared the weak reference, which costs. */
  private fresh: ClientHttp2Stream | undefined
  private weak: WeakRef<ClientHttp2Stream> | undefined
  private readonly method: string
  private error: unknown
  private hasHeaders = false

  constructor(
    ledger: Ledger,
    stream: ClientHttp2Stream,
    private readonly view: SessionView,
    site: CapturedStack | undefined,
  ) {
    this.fresh = stream
    const { ':method': method = 'GET', ':path': path = '/' } = stream.sentHeaders
    this.method = String(method)
    this.ride = new Ride(view.origin, view.socket(), stream.id === FIRST_ID)
    this.exchange = ledger.begin({
      client: 'http2',
      origin: view.origin,
      method: this.method,
      path: withoutQuery(String(path)),
      site,
      hold: this,
    })
  }

  /** An event of the stream, with its first arguments. */
  hears(event: 'response' | 'error' | 'close', first: unknown, second: unknown): void {
    if (event === 'response') this.answered(first as IncomingHttpHeaders, second)
    else if (event === 'error') this.failed(first)
    else this.closed()
  }

  bufferedBytes(): number | undefined {
    return this.stream()?.readableLength
  }

  /** Of this stream alone: other streams of the session move the socket's count. */
  bytesRead(): number | undefined {
    const stream = this.stream()
    return stream === undefined ? undefined : handleOf(stream)?.bytesRead
  }

  /** As with undici: undefined when no byte came, a reader may well be waiting. */
  isConsumed(): boolean | undefined {
    const stream = this.stream()
    if (stream === undefined) return undefined
    if (stream.readableDidRead) return true
    return stream.readableLength > 0 ? false : undefined
  }

  waitsForPeer(): boolean {
    return waitsForPeer(this.stream())
  }

  pool(): SessionView {
    return this.view
  }

  isLost(): boolean {
    return this.stream() === undefined
  }

  /** nghttp2 gives every request its id at once, and keeps those beyond the peer's limit in a queue of its own. */
  isSent(): boolean {
    const stream = this.stream()
    return stream !== undefined && !stream.closed && (stream.state?.state ?? IDLE) > IDLE
  }

  /** Both ends have sent all: the peer counts it no more, but until it is read its session keeps it, and cannot close. */
  isSpent(): boolean {
    return this.stream()?.closed === true
  }

  connection(): { local: string; remote: string } | undefined {
    return connectionOf(this.view.socket())
  }

  /** A reset frees the stream and costs the connection nothing: there is no reason to read the rest. */
  drain(): Promise<boolean> {
    this.destroy()
    return Promise.resolve(false)
  }

  destroy(): void {
    const stream = this.stream()
    if (stream === undefined) return
    // Meant for a late reader; nobody listening is the usual case, and must not end the process.
    stream.on('error', () => undefined)
    // First the reset: destroy() alone tells the peer of an internal error, or nothing at all.
    stream.close(CANCEL)
    stream.destroy(
      new HalfopenError('HO_RECLAIMED', 'this response was left unread while others waited for its stream'),
    )
  }

  private stream(): ClientHttp2Stream | undefined {
    if (this.fresh !== undefined) {
      this.weak = new WeakRef(this.fresh)
      this.fresh = undefined
    }
    return this.weak?.deref()
  }

  private answered(headers: IncomingHttpHeaders, flags: unknown): void {
    this.hasHeaders = true
    const status = Number(headers[':status'])
    const isEmpty = status === 204 || status === 304 || (Number(flags) & END_STREAM) !== 0
    // A tunnel (RFC 9113 section 8.5) belongs to whoever asked for it.
    this.exchange.headers(status, !isEmpty && this.method !== 'HEAD' && this.method !== 'CONNECT')
  }

  /** Its end follows as 'close'. */
  private failed(error: unknown): void {
    this.error = error
    const { method, hasHeaders } = this
    this.ride.failed(error, { method, hasHeaders })
  }

  private closed(): void {
    this.ride.over()
    this.exchange.ended(this.ending(), this.error === undefined ? undefined : errorTypeOf(this.error))
    this.fresh = undefined
  }

  private ending(): Ending {
    if (this.error !== undefined) return isAbort(this.error) ? 'aborted' : 'failed'
    if ((this.fresh ?? this.stream())?.readableEnded === true) return 'read'
    return this.hasHeaders ? 'discarded' : 'aborted'
  }
}

/** A query may hold secrets. */
function withoutQuery(path: string): string {
  const query = path.indexOf('?')
  return query === -1 ? path : path.slice(0, query)
}

function isAbort(error: unknown): boolean {
  return (error as { name?: unknown } | null)?.name === 'AbortError'
}

let kHandle: symbol | undefined

/** The native stream under it, the only one that counts what came; undefined once it is closed. */
function handleOf(stream: ClientHttp2Stream): { readonly bytesRead?: number } | undefined {
  kHandle ??= symbolOf(stream.session ?? {}, 'kHandle')
  return kHandle === undefined ? undefined : (stream as unknown as Record<symbol, { bytesRead?: number }>)[kHandle]
}
