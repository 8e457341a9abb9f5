import type { ConnectionOptions } from 'node:tls'
import type { PoolStats } from '../pool/index.js'
import type { OptionName } from './table.js'

/**
 * Options of createDispatcher and createAgent. Times are milliseconds; ranges,
 * defaults and reasons stand in docs/node-client.md and in the table OPTIONS.
 */
export interface ClientOptions extends Partial<Record<OptionName, number>> {
  /** Called when the leased share of an origin's pool reaches `pressureAt`. What it throws is thrown to the process. */
  readonly onPressure?: (stats: PoolStats) => void
  /**
   * Records where each request was made, so that HO_POOL_TIMEOUT can name it. Default false: a stack costs about
   * 5 µs a request, and one that is made through `fetch` often does not reach the caller.
   */
  readonly callSites?: boolean
  /** Options of tls.connect for https origins: `ca`, `cert`, `key`, `rejectUnauthorized`, … Default: Node.js' own. */
  readonly tls?: ConnectionOptions
}

/** All options, each with a value in its range. */
export interface Settings extends Readonly<Record<OptionName, number>> {
  readonly onPressure: ((stats: PoolStats) => void) | undefined
  readonly callSites: boolean
  readonly tls: ConnectionOptions
}
