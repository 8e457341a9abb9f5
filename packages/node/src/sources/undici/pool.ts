import { hiddenField } from '../../hidden-field/index.js'
import { newPoolId, type Pool } from '../../ledger/index.js'
import { type Dispatcher, symbolOf, symbolValue } from './shapes.js'

const views = hiddenField<Dispatcher, PoolView>()

/** Its newest part: a ring of which `top` is the next free place. */
interface FixedQueue {
  readonly head?: { readonly list?: readonly { readonly handler?: unknown }[]; readonly top?: number }
}

/** The ledger's view of an undici Pool (or of a Client used alone, which is a pool of one connection). */
export class PoolView implements Pool {
  readonly id = newPoolId()
  readonly isPool: boolean
  private readonly dispatcher: WeakRef<Dispatcher>
  private readonly limit: number | undefined
  private readonly queued: symbol | undefined
  private readonly queue: symbol | undefined

  constructor(dispatcher: Dispatcher) {
    this.dispatcher = new WeakRef(dispatcher)
    // The count itself: `stats` adds up all connections of the pool, for each request too much.
    this.queued = symbolOf(dispatcher, 'queued')
    this.queue = symbolOf(dispatcher, 'queue')
    this.isPool = this.queued !== undefined || typeof dispatcher.stats?.queued === 'number'
    const connections = symbolValue(dispatcher, 'connections')
    this.limit = typeof connections === 'number' ? connections : this.isPool ? undefined : 1
  }

  max(): number | undefined {
    return this.limit
  }

  available(): number | undefined {
    return this.dispatcher.deref()?.stats?.free
  }

  /** Whether requests can wait in it now: a request it never passed on must be among them. */
  hasQueued(dispatcher = this.dispatcher.deref()): boolean {
    // A destroyed pool of undici 7 goes on counting what it has thrown out.
    return dispatcher?.destroyed === false && this.queuedIn(dispatcher) > 0
  }

  /** The handler that came into its queue last, as it will come out: undici keeps queues as Node.js does its ticks. */
  lastQueued(dispatcher: Dispatcher): object | undefined {
    if (this.queue === undefined) return undefined
    const { list, top } = (dispatcher as Record<symbol, FixedQueue | undefined>)[this.queue]?.head ?? {}
    if (!Array.isArray(list) || typeof top !== 'number') return undefined
    const handler = list.at((top === 0 ? list.length : top) - 1)?.handler
    return typeof handler === 'object' && handler !== null ? handler : undefined
  }

  private queuedIn(dispatcher: Dispatcher): number {
    if (this.queued === undefined) return dispatcher.stats?.queued ?? 0
    return (dispatcher as Record<symbol, unknown>)[this.queued] as number
  }
}

export function poolOf(dispatcher: Dispatcher): PoolView {
  const known = views.get(dispatcher)
  if (known !== undefined) return known
  const view = new PoolView(dispatcher)
  views.set(dispatcher, view)
  return view
}

/** What a Client is part of, where it is of a pool. */
export function viewOf(outer: Dispatcher | undefined, client: Dispatcher | undefined): PoolView | undefined {
  const pool = outer === undefined ? undefined : poolOf(outer)
  if (pool?.isPool === true) return pool
  return client === undefined ? pool : poolOf(client)
}
