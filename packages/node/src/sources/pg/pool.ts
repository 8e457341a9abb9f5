import { newPoolId, type Pool } from '../../ledger/index.js'
import type { PgClient, PgPool } from './shapes.js'

const views = new WeakMap<PgPool, PoolView>()

/** The ledger's view of a pool of pg. */
export class PoolView implements Pool {
  readonly id = newPoolId()
  /** `postgres://host:port`; a directory of Unix sockets is written as libpq does. */
  readonly origin: string
  /** `/database`. */
  readonly path: string
  private readonly pool: WeakRef<PgPool>

  constructor(pool: PgPool) {
    this.pool = new WeakRef(pool)
    // A client has resolved what options, connection string and environment say.
    const { host, port, database }: { host?: string; port?: number; database?: string } =
      pool._clients?.[0] ?? pool.options ?? {}
    this.origin = `postgres://${encodeURIComponent(host ?? 'localhost')}:${port ?? 5432}`
    this.path = `/${database ?? ''}`
  }

  max(): number | undefined {
    return this.pool.deref()?.options?.max
  }

  available(): number | undefined {
    return this.pool.deref()?.idleCount
  }

  /** Takes a client out of the pool and closes it; the pool then opens another for whoever waits. */
  close(client: PgClient, error: Error): void {
    this.pool.deref()?._release(client, () => undefined, error)
  }

  /** Whoever still waits in it, waits for ever; pg-pool tells them nothing. */
  isEnded(): boolean {
    const pool = this.pool.deref()
    return pool === undefined || pool.ended === true
  }
}

export function poolOf(pool: PgPool): PoolView {
  const known = views.get(pool)
  if (known !== undefined) return known
  const view = new PoolView(pool)
  views.set(pool, view)
  return view
}
