import type { Socket } from 'node:net'

/** What is read of pg's own objects. All of it may be missing: copies of every version come by. */
export interface PgPool {
  readonly options?: { readonly max?: number; readonly host?: string; readonly port?: number }
  readonly idleCount?: number
  readonly ending?: boolean
  readonly ended?: boolean
  readonly _clients?: readonly PgClient[]
  _release(client: PgClient, idleListener: (error: Error) => void, error: Error): void
}

export interface PgClient {
  readonly host?: string
  readonly port?: number
  readonly database?: string
  /** The server has said that it waits for a query (ReadyForQuery), and none was sent since. The native client has none. */
  readonly readyForQuery?: boolean
  readonly connection?: { readonly stream?: Socket }
  listenerCount(event: string): number
  query: (...args: never[]) => unknown
}

/** What connect() hands to its callback. */
export type OnClient = (error: Error | undefined, client: PgClient | undefined, ...rest: unknown[]) => unknown
