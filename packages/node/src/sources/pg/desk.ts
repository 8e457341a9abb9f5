import type { Ledger } from '../../ledger/index.js'
import { Lease } from './lease.js'
import type { OnClient, PgClient, PgPool } from './shapes.js'

/** The caller of connect() is the next frame, unless a library is between. */
const FRAMES = 12

/** The pool's own connect(), and the function in its place, under which call sites begin. */
interface Connecting {
  readonly call: (args: unknown[]) => unknown
  readonly below: (...args: never[]) => unknown
}

/** Knows which client is leased to whom. */
export class Desk {
  /** Of each client the last: what is released, or taken back, stays here until the client is leased again. */
  private readonly leases = new WeakMap<PgClient, Lease>()
  /** pool.query() calls connect() within its own tick, and releases by itself. */
  private isQuery = false

  constructor(private readonly ledger: Ledger) {}

  connect(pool: PgPool, args: unknown[], { call, below }: Connecting): unknown {
    if (pool.ending === true) return call(args)
    const { isQuery } = this
    // What releases by itself needs no line, and leaves the stacks to what may leak.
    const site = isQuery ? undefined : this.ledger.capture(below, FRAMES)
    const waiting: { lease?: Lease; isOver: boolean } = { isOver: false }
    const settled = (error: unknown, client: PgClient | undefined): void => {
      waiting.isOver = true
      this.settle(waiting.lease, error, client)
    }
    const result = callSettling(args, call, settled)
    // Only now has a pool its first client, which knows where it goes.
    if (!waiting.isOver) waiting.lease = new Lease(this.ledger, pool, { isQuery, site })
    return result
  }

  query(call: () => unknown): unknown {
    this.isQuery = true
    try {
      return call()
    } finally {
      this.isQuery = false
    }
  }

  /** The pool takes a client back; not that of a late user, whose client is already gone. */
  release([client, , error]: readonly [PgClient, unknown, unknown], call: () => unknown): unknown {
    const lease = this.leases.get(client)
    if (lease?.isReclaimed === true) return undefined
    lease?.released(error)
    return call()
  }

  private settle(lease: Lease | undefined, error: unknown, client: PgClient | undefined): void {
    if (lease === undefined) return
    if (client === undefined) return lease.failed(error)
    this.leases.set(client, lease)
    lease.taken(client)
  }
}

/** Calls connect(), with a callback or for a promise, and hears of its outcome before the caller does. */
function callSettling(
  args: unknown[],
  call: Connecting['call'],
  settled: (error: unknown, client: PgClient | undefined) => void,
): unknown {
  const [callback, ...others] = args
  if (typeof callback === 'function') {
    const hear: OnClient = (error, client, ...rest) => {
      settled(error, client)
      return (callback as OnClient)(error, client, ...rest)
    }
    return call([hear, ...others])
  }
  const promise = call(args) as Promise<PgClient>
  // The caller gets what follows, so that a rejection nobody handles is still one.
  return promise.then(
    (client) => {
      settled(undefined, client)
      return client
    },
    (error: unknown) => {
      settled(error, undefined)
      throw error
    },
  )
}
