import type { HalfopenError } from '@halfopen/core'
import type { Link } from '../../chain/index.js'

/** Use of one origin's connections; the words are those of connection pools everywhere. */
export interface PoolStats {
  /** `https://host:port` as the client was given it, in its shortest form. */
  readonly origin: string
  /** Connections that carry a request, up to the end of its response. */
  readonly leased: number
  /** Connections open and idle. */
  readonly available: number
  /** Requests that wait for a connection. */
  readonly pending: number
  readonly max: number
}

/** A request that has a connection, or waits for one. */
export interface Holder {
  readonly method: string
  /** With its query; it is left out where the holder is shown. */
  readonly path: string
  /** When the request was made, on the pool's clock, ms. */
  readonly sinceMs: number
  /** A captured stack, not yet formatted; undefined where capturing is off. */
  readonly site: { readonly stack?: string } | undefined
}

/** Who asks for a connection, and is told. Methods, not callbacks: a request must not cost two closures more. */
export interface Asker extends Holder, Link<Asker> {
  /** The pool's: whether it has a connection. */
  isHolder: boolean
  /** The pool's: runs while it waits. */
  patience: NodeJS.Timeout | undefined
  /** It may have one now. */
  granted(): void
  /** It waited in vain: HO_POOL_TIMEOUT. */
  refused(error: HalfopenError): void
}

export interface PoolRules {
  readonly connections: number
  readonly totalConnections: number
  readonly poolTimeoutMs: number
  readonly pressureAt: number
  readonly onPressure: ((stats: PoolStats) => void) | undefined
}

/** What the pool asks of whoever has the connections. */
export interface Connections {
  /** Idle connections, to all origins. */
  available(): number
  /** Closes the connection that has been idle longest, wherever it leads; false: there is none. */
  closeLongestIdle(): boolean
}
