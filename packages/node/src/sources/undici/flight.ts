import type { CapturedStack } from '../../callsite/index.js'
import { type Connection, connections } from '../../connections/index.js'
import type { ClientKind, Ending, Exchange, Ledger } from '../../ledger/index.js'
import { UndiciHold } from './hold.js'
import { originOf, pathOf } from './origins.js'
import { type PoolView, poolOf } from './pool.js'
import type { Dispatcher } from './shapes.js'

/** Who made a request: later requests of the same call (a redirect, a retry) inherit it. */
export interface Caller {
  readonly client: ClientKind
  readonly site: CapturedStack | undefined
}

export interface Departure {
  readonly origin: string | URL | undefined
  readonly path: string | undefined
  readonly method: string | undefined
}

/** One request on its way through undici's dispatchers: outermost dispatch, pool, client, Request. */
export class Flight {
  readonly hold: UndiciHold
  readonly exchange: Exchange
  readonly origin: string
  connection: Connection | undefined
  /** Whether the response's headers came. */
  isAnswered = false
  ended = false
  upgrade = false
  /** Both only on the way in: a flight must keep nothing alive. */
  private readonly passed: Dispatcher[] = []
  private handler: object | undefined

  constructor(
    private readonly ledger: Ledger,
    readonly caller: Caller,
    readonly departure: Departure,
    handler: object | undefined,
  ) {
    this.hold = new UndiciHold(handler)
    this.origin = originOf(departure.origin)
    this.exchange = ledger.begin({
      client: caller.client,
      origin: this.origin,
      method: departure.method ?? 'GET',
      path: pathOf(departure.path),
      site: caller.site,
      hold: this.hold,
    })
  }

  get created(): boolean {
    return this.hold.created
  }

  /** The request goes through this dispatcher, on its way in. Returns whether the handler is another than before. */
  through(dispatcher: Dispatcher, handler: object): boolean {
    this.passed.push(dispatcher)
    const isNew = handler !== this.handler
    this.handler = handler
    return isNew
  }

  /** undici made its Request: the last dispatcher was a Client, the one before it its pool. */
  create(): void {
    this.hold.created = true
    this.join(this.passed.at(-2), this.passed.at(-1))
  }

  /**
   * The way in ended. Without a Request it either waits in the last dispatcher's
   * queue, or was refused without a word on any channel.
   */
  arrived(): void {
    const last = this.passed.at(-1)
    this.passed.length = 0
    this.handler = undefined
    if (this.created || last === undefined) return
    const pool = poolOf(last)
    this.hold.joined(pool)
    if (!pool.hasQueued()) this.end('failed')
  }

  end(how: Ending): void {
    if (this.ended) return
    this.ended = true
    if (this.connection !== undefined) connections.freed(this.connection)
    this.hold.finish(this.ledger.wantsBodies)
    this.exchange.ended(how)
  }

  private join(outer: Dispatcher | undefined, client: Dispatcher | undefined): void {
    const pools = [outer, client].filter((dispatcher) => dispatcher !== undefined).map(poolOf)
    const pool: PoolView | undefined = pools.find((pool) => pool.isPool) ?? pools.at(-1)
    if (pool !== undefined && this.hold.pool() === undefined) this.hold.joined(pool)
  }
}
