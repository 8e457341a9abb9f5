import type { CapturedStack } from '../../callsite/index.js'
import type { Exchange, Ledger } from '../../ledger/index.js'
import { pathOf } from '../places/index.js'
import { endingOf, wasDestroyed } from './ending.js'
import { HttpHold } from './hold.js'
import type { Request, Response } from './shapes.js'

export interface Departure {
  readonly origin: string
  readonly site: CapturedStack | undefined
  readonly request: WeakRef<Request>
}

/** One request of node:http, from when it is made until it is closed. It keeps nothing of it alive. */
export class Flight {
  /** Where it was made, as long as it lasts: a captured stack keeps the receivers of its frames alive. */
  site: CapturedStack | undefined
  private readonly hold: HttpHold
  private readonly exchange: Exchange
  private failure: unknown

  constructor(ledger: Ledger, request: Request, departure: Departure) {
    this.site = departure.site
    this.hold = new HttpHold(departure.request, departure.origin)
    this.exchange = ledger.begin({
      client: 'http',
      origin: departure.origin,
      method: request.method,
      path: pathOf(request.path),
      site: departure.site,
      hold: this.hold,
    })
  }

  /** An agent gives it a connection, which it will use from the next tick on. */
  assigned(): void {
    this.hold.assigned = true
    this.exchange.sent()
  }

  /** The headers of the final response came; informational ones are not told. */
  responded({ method }: Request, { statusCode: status = 0 }: Response): void {
    this.exchange.headers(status, method !== 'HEAD' && status !== 204 && status !== 304)
  }

  failed(request: Request, error: unknown): void {
    if (!wasDestroyed(request, error)) this.failure = error
  }

  /** It is done with its connection, which is free again or gone. */
  closed(request: Request): void {
    this.hold.finish()
    this.site = undefined
    this.exchange.ended(endingOf(request, this.failure))
  }
}
