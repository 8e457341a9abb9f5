import type { Dispatcher } from 'undici'
import { type ClientOptions, settingsOf } from '../options/index.js'
import type { PoolStats } from '../pool/index.js'
import { HalfopenDispatcher } from './dispatcher.js'

/** What createDispatcher gives: undici's Dispatcher, and the use of its pools. */
export interface ClientDispatcher extends Dispatcher, AsyncDisposable {
  /** Use of each origin's pool that has or wants connections. */
  stats(): PoolStats[]
}

/**
 * A dispatcher for `fetch(url, { dispatcher })`, `setGlobalDispatcher` and undici's own functions, over HTTP/1.1.
 * Its pool is bounded and so is the wait for it; it does not reuse what the server has closed, sends idempotent
 * requests again that died on it all the same, and does not let an unread response hold a connection.
 *
 * Requests fail with HO_POOL_TIMEOUT, HO_CONNECT_TIMEOUT, HO_HEADERS_TIMEOUT, HO_BODY_TIMEOUT, HO_DEADLINE or
 * HO_UNREAD_TIMEOUT; `fetch` has it as the `cause` of its TypeError.
 * @throws HalfopenError HO_OPTION for a value out of range.
 */
export function createDispatcher(options: ClientOptions = {}): ClientDispatcher {
  return new HalfopenDispatcher(settingsOf(options), () => performance.now())
}
