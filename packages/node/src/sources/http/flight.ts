import type { Socket } from 'node:net'
import type { CapturedStack } from '../../callsite/index.js'
import { announcedMs, type Connection, connections, isOpen, onceOpen } from '../../connections/index.js'
import { errorTypeOf, type Exchange, type Ledger } from '../../ledger/index.js'
import { pathOf } from '../places/index.js'
import { endingOf, wasDestroyed } from './ending.js'
import { HttpHold } from './hold.js'
import type { Request, Response } from './shapes.js'

export interface Departure {
  readonly origin: string
  readonly site: CapturedStack | undefined
  /** Where it is told later. */
  readonly beganAt?: number
}

/** One request of node:http, from when it is made until it is closed. It keeps nothing of it alive. */
export class Flight {
  /** Where it was made, as long as it lasts: a captured stack keeps the receivers of its frames alive. */
  site: CapturedStack | undefined
  private readonly hold: HttpHold
  private readonly exchange: Exchange
  readonly origin: string
  /** The connection it was sent on. */
  carrier: Connection | undefined
  private phase: 'sent' | 'answered' = 'sent'
  private isClosed = false
  private failure: unknown

  constructor(
    private readonly ledger: Ledger,
    request: Request,
    { origin, site, beganAt }: Departure,
  ) {
    this.site = site
    this.origin = origin
    this.hold = new HttpHold(request, origin)
    this.exchange = ledger.begin({
      client: 'http',
      origin,
      method: request.method,
      path: pathOf(request.path),
      site,
      hold: this.hold,
      ...(beganAt !== undefined && { beganAt }),
    })
  }

  /** It has had this connection for a while. */
  isOn(carrier: Connection): void {
    this.hold.assigned = true
    this.carrier = carrier
    this.exchange.sent()
  }

  /** An agent gives it a connection, which it will use from the next tick on, or once it is open. */
  assigned(socket: Socket): void {
    this.hold.assigned = true
    this.exchange.sent()
    if (isOpen(socket)) this.carrier = connections.used(socket, this)
    else this.sentOnceOpen(socket)
  }

  private sentOnceOpen(socket: Socket): void {
    onceOpen(socket, () => {
      connections.opened(socket, this.origin)
      if (!this.isClosed) this.carrier = connections.used(socket, this)
    })
  }

  /** The headers of the final response came; informational ones are not told. */
  responded({ method }: Request, { statusCode: status = 0, headers }: Response): void {
    const { carrier } = this
    this.phase = 'answered'
    // A server announces the same with every response: the first will do.
    if (carrier?.uses === 1) carrier.announcedMs = announcedMs(headers['keep-alive']?.toString() ?? '')
    this.exchange.headers(status, method !== 'HEAD' && status !== 204 && status !== 304)
  }

  failed(request: Request, error: unknown): void {
    this.tell(request, error)
    if (!wasDestroyed(request, error)) this.failure = error
  }

  /** It is done with its connection, which is free again or gone. */
  closed(request: Request): void {
    this.isClosed = true
    const broken = request.res?.errored
    if (broken != null) this.tell(request, broken)
    const how = endingOf(request, this.failure)
    // An upgraded connection never comes back.
    if (this.carrier !== undefined && how !== 'upgraded') connections.freed(this.carrier)
    this.hold.finish(this.ledger.wantsBodies)
    this.site = undefined
    const error = this.failure ?? broken
    this.exchange.ended(how, error === undefined || error === null ? undefined : errorTypeOf(error))
  }

  /** Before the application hears of the error: it may ask at once what it means. */
  private tell({ method }: Request, error: unknown): void {
    const phase = this.carrier === undefined ? 'unsent' : this.phase
    connections.failed(error, { method, origin: this.origin, phase }, this.carrier)
  }
}
