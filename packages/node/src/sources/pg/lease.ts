import type { CapturedStack } from '../../callsite/index.js'
import { errorTypeOf, type Exchange, type Hold, type Ledger } from '../../ledger/index.js'
import { connectionOf } from '../../connections/index.js'
import { type PoolView, poolOf } from './pool.js'
import { refuseQueries } from './refuse.js'
import type { PgClient, PgPool } from './shapes.js'

/** Who asked for a client. */
export interface LeaseCaller {
  /** pool.query(), which gives its client back by itself. */
  readonly isQuery: boolean
  readonly site: CapturedStack | undefined
}

/** One client of a pool, from connect() to release(). The pool keeps both alive; this holds them weakly. */
export class Lease implements Hold {
  isReclaimed = false
  private readonly exchange: Exchange
  private readonly view: PoolView
  private readonly isQuery: boolean
  private client: WeakRef<PgClient> | undefined

  constructor(ledger: Ledger, pool: PgPool, { isQuery, site }: LeaseCaller) {
    this.view = poolOf(pool)
    this.isQuery = isQuery
    const { origin, path } = this.view
    this.exchange = ledger.begin({
      client: 'pg',
      origin,
      path,
      method: isQuery ? 'query' : 'connect',
      site,
      hold: this,
    })
  }

  taken(client: PgClient): void {
    this.client = new WeakRef(client)
    this.exchange.taken()
  }

  /** No client came: not in time, or the server refused. */
  failed(error: unknown): void {
    this.exchange.ended('failed', errorTypeOf(error))
  }

  /** With an error, or `true`, the pool closes the client. */
  released(error: unknown): void {
    this.exchange.ended(error === undefined || error === null || error === false ? 'released' : 'discarded')
  }

  bufferedBytes(): undefined {
    return undefined
  }

  bytesRead(): number | undefined {
    return this.client?.deref()?.connection?.stream?.bytesRead
  }

  isConsumed(): undefined {
    return undefined
  }

  /** Whoever listens for notifications uses the client while it is silent: LISTEN is held for as long as it lasts. */
  isIdle(): boolean {
    const client = this.client?.deref()
    if (client === undefined || this.isQuery) return false
    return client.readyForQuery === true && client.listenerCount('notification') === 0
  }

  pool(): PoolView {
    return this.view
  }

  isLost(): boolean {
    return this.view.isEnded()
  }

  connection(): { local: string; remote: string } | undefined {
    return connectionOf(this.client?.deref()?.connection?.stream)
  }

  /** A client cannot be drained: its user may be in the middle of a transaction, and may yet come back. */
  drain(): Promise<boolean> {
    if (this.isIdle()) this.destroy()
    return Promise.resolve(false)
  }

  /** The server rolls back; the pool opens another; a late user learns why, and its release() does nothing. */
  destroy(): void {
    const client = this.client?.deref()
    if (client === undefined) return
    this.view.close(client, refuseQueries(client))
    this.isReclaimed = true
  }
}
