import type { Socket } from 'node:net'
import type { Readable, Writable } from 'node:stream'
import type { Chain, Link } from '../../chain/index.js'
import { type Connection, connectionOf, connections } from '../../connections/index.js'
import type { Ending, Exchange, Hold, Ledger } from '../../ledger/index.js'
import { drainBody, giveUp, isHeldUp, waitsForPeer } from '../bodies/index.js'
import { originOf, pathOf } from '../places/index.js'
import type { Caller, Departure } from './caller.js'
import { COLLECTED, onLetGo } from './let-go.js'
import { type PoolView, poolOf, viewOf } from './pool.js'
import {
  bodySink,
  bodyStream,
  decodedStream,
  type Dispatcher,
  isDecoding,
  symbolValue,
  type UndiciRequest,
} from './shapes.js'

/** Sockets and bodies stop to fill at 64 KiB each, in chunks of 64 KiB, and decoders in between hold a little. */
const MOST_UNREAD_BYTES = 262_144

/**
 * One request on its way through undici: outermost dispatch, pool, client, Request; and what the ledger can ask and do
 * while it lasts. One object in all, because every request of the process pays for it.
 */
export class Flight implements Hold, Link<Flight> {
  /** The connection it was sent on. */
  carrier: Connection | undefined
  /** Of the response's headers; 0 until they came. */
  status = 0
  ended = false
  /** Its neighbours in `unseen`. */
  previous: Flight | undefined
  next: Flight | undefined
  upgrade = false
  /** Whether undici made its Request, which then reports every end by itself. */
  created = false
  /** In the ledger: from the first look on, where nobody wants to hear of all. */
  private exchange: Exchange | undefined
  private readonly beganAt: number
  /** What the ledger will want to know: the options of the dispatch, and undici's Request once there is one. */
  private departure: Departure
  private view: PoolView | undefined
  /** Whether whoever is done with the response let it go on purpose; undefined while nobody is. */
  private letGo: boolean | undefined
  /** What leads to the body. Strong only until the first look; see `body()`. */
  private fresh: unknown
  private handler: WeakRef<object> | undefined
  private stream: WeakRef<Readable> | undefined
  /** The last two dispatchers on the way in; a flight must keep nothing alive. */
  private outer: Dispatcher | undefined
  private last: Dispatcher | undefined

  constructor(
    private readonly ledger: Ledger,
    /** Flights that the ledger does not know yet. */
    private readonly unseen: Chain<Flight>,
    readonly caller: Caller,
    departure: Departure,
  ) {
    this.departure = departure
    this.beganAt = ledger.now()
    unseen.add(this)
    if (ledger.wantsAll) this.tell()
  }

  get origin(): string {
    return originOf(this.departure.origin)
  }

  /** Enters it into the ledger. */
  tell(): void {
    const { caller, beganAt, status, origin } = this
    const { method = 'GET' } = this.departure
    const path = pathOf(this.departure.path)
    this.unseen.remove(this)
    const exchange = this.ledger.begin({
      client: caller.client,
      origin,
      method,
      path,
      site: caller.site,
      hold: this,
      beganAt,
    })
    this.exchange = exchange
    // Nothing of the program's any more.
    this.departure = exchange
    if (this.carrier !== undefined) this.exchange.sent()
    if (status !== 0) this.exchange.headers(status, this.hasBody)
  }

  /** RFC 9110 section 6.4.1. */
  private get hasBody(): boolean {
    return this.departure.method !== 'HEAD' && this.status !== 204 && this.status !== 304
  }

  /** The request goes through this dispatcher, on its way in. */
  through(dispatcher: Dispatcher, handler: unknown): void {
    this.outer = this.last
    this.last = dispatcher
    // The outermost: further in undici hides it from us in a wrapper.
    if (this.handler === undefined) this.fresh ??= handler
  }

  /** undici made its Request: the last dispatcher was a Client, the one before it its pool. */
  create(request: UndiciRequest): void {
    this.created = true
    if (this.exchange === undefined) this.departure = request
    if (this.handler === undefined) this.fresh ??= symbolValue(request, 'handler')
    this.upgrade = request.method === 'CONNECT' || Boolean(request.upgrade)
    this.view ??= viewOf(this.outer, this.last)
    if (!this.ledger.wantsBodies) return
    onLetGo(request, (reason) => {
      this.letGo = reason !== COLLECTED
    })
  }

  /**
   * The way in ended. Without a Request it either waits in the last dispatcher's
   * queue, or was refused without a word on any channel. Answers with what is last in the queue.
   */
  arrived(): object | undefined {
    const { last } = this
    this.outer = undefined
    this.last = undefined
    if (this.created || last === undefined) return undefined
    this.view = poolOf(last)
    if (this.view.hasQueued(last)) return this.view.lastQueued(last)
    this.end('unseen')
    return undefined
  }

  sent(socket: Socket): void {
    this.carrier = connections.used(socket, this)
    this.exchange?.sent()
    // The connection now belongs to whoever asked for the upgrade or the tunnel, not to the pool.
    if (this.upgrade) this.end('upgraded')
  }

  /** The headers came; informational ones are news on the way. */
  answered(status: number): void {
    if (status < 200) return
    this.status = status
    this.exchange?.headers(status, this.hasBody)
  }

  end(how: Ending, errorType?: string): void {
    if (this.ended) return
    this.ended = true
    // What was dropped unread is a leak, however soon that was.
    if (this.exchange === undefined && how === 'collected') this.tell()
    // An upgraded connection never comes back.
    if (this.carrier !== undefined && how !== 'upgraded') connections.freed(this.carrier)
    this.settle()
    if (this.exchange === undefined) this.unseen.remove(this)
    else this.exchange.ended(how, errorType)
  }

  bufferedBytes(): number | undefined {
    const socket = this.carrier?.socket.deref()
    const body = this.body()
    if (socket === undefined && body === undefined) return undefined
    return (socket?.readableLength ?? 0) + (body?.readableLength ?? 0)
  }

  bytesRead(): number | undefined {
    return this.carrier?.socket.deref()?.bytesRead
  }

  /**
   * True once data was taken, or the body let go; false while data waits untaken. Undefined when
   * no byte came, or little of a body that cannot be seen: then a reader may well be waiting.
   */
  isConsumed(): boolean | undefined {
    const whole = this.body()
    if (this.letGo !== undefined) return this.letGo
    if (whole === undefined) return this.wasWritten() || undefined
    const body = decodedStream(whole)
    if (body.readableDidRead || body.destroyed) return true
    return body.readableLength > 0 || isDecoding(body) ? false : undefined
  }

  waitsForPeer(): boolean {
    return waitsForPeer(this.body()) || isHeldUp(this.sink())
  }

  /** Of a body that cannot be read here, whether somebody took of it: stream() writes it, or more came than can wait. */
  private wasWritten(): boolean {
    if (this.sink() !== undefined) return true
    const { carrier } = this
    return carrier !== undefined && (this.bytesRead() ?? 0) - carrier.bytesAtUse > MOST_UNREAD_BYTES
  }

  pool(): PoolView | undefined {
    return this.view
  }

  isLost(): boolean {
    return !this.created && this.view !== undefined && !this.view.hasQueued()
  }

  connection(): { local: string; remote: string } | undefined {
    return connectionOf(this.carrier?.socket.deref())
  }

  async drain(limits: { readonly bytes: number; readonly ms: number }): Promise<boolean> {
    const body = this.body()
    const options = { ...limits, isDone: () => this.ended, destroy: () => this.destroy() }
    if (body !== undefined) return await drainBody(body, options)
    if (!this.ended) this.destroy()
    return false
  }

  destroy(): void {
    const body = this.body()
    // undici hands the connection's error on to the body, where nobody may be listening.
    body?.on('error', () => undefined)
    const target = this.carrier?.socket.deref() ?? body
    if (target !== undefined) giveUp(target)
  }

  /** Where tests ask for it, goes on answering isConsumed() for as long as the body lives. */
  private settle(): void {
    const body = this.ledger.wantsBodies ? this.body() : undefined
    // As long as they are piped together: a body that has ended is not.
    if (body !== undefined) this.stream = new WeakRef(decodedStream(body))
    this.fresh = undefined
    this.handler = undefined
  }

  /**
   * undici itself holds the handler for as long as the exchange lasts. From the first look on it is held weakly here
   * all the same; most exchanges end before one, and are spared the weak reference, which costs more than all the rest.
   */
  private body(): Readable | undefined {
    if (typeof this.fresh === 'object' && this.fresh !== null) this.handler = new WeakRef(this.fresh)
    this.fresh = undefined
    return this.stream?.deref() ?? bodyStream(this.handler?.deref())
  }

  private sink(): Writable | undefined {
    return this.body() === undefined ? bodySink(this.handler?.deref()) : undefined
  }
}
