import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { type ClientOptions, type Settings, settingsOf } from '../options/index.js'
import type { PoolStats } from '../pool/index.js'
import { AgentCore } from './core.js'
import { outfit } from './outfit.js'
import type { OpenAgent } from './types.js'

/** Two agents with one pool. */
export interface ClientAgent extends AsyncDisposable {
  readonly httpAgent: HttpAgent
  readonly httpsAgent: HttpsAgent
  /** Use of each origin's pool that has or wants connections. */
  stats(): PoolStats[]
  /** Ends every request and every connection. */
  destroy(): void
}

/**
 * Agents for all that is built on node:http and node:https: axios and the AWS SDK take `{ httpAgent, httpsAgent }`, got
 * `agent: { http: httpAgent, https: httpsAgent }`, node-fetch, superagent and http.request one of the two.
 *
 * The promises are those of createDispatcher but one: an agent hands out connections and cannot send a request again.
 * It keeps stale connections from being used; what dies all the same fails with ECONNRESET, as it does without it.
 * Requests fail with HO_POOL_TIMEOUT, HO_CONNECT_TIMEOUT, HO_HEADERS_TIMEOUT or HO_DEADLINE, responses with
 * HO_BODY_TIMEOUT, HO_UNREAD_TIMEOUT or HO_DEADLINE.
 * @throws HalfopenError HO_OPTION for a value out of range.
 */
export function createAgent(options: ClientOptions = {}): ClientAgent {
  const settings = settingsOf(options)
  const core = new AgentCore(settings, () => performance.now())
  const httpAgent = outfit(new HttpAgent(baseOptions(settings)) as HttpAgent & OpenAgent, 'http:', core)
  const https = new HttpsAgent({ ...settings.tls, ...baseOptions(settings) }) as HttpsAgent & OpenAgent
  const httpsAgent = outfit(https, 'https:', core)
  const destroy = () => {
    core.endAll()
    httpAgent.destroy()
    httpsAgent.destroy()
  }
  return {
    httpAgent,
    httpsAgent,
    stats: () => core.stats(),
    destroy,
    [Symbol.asyncDispose]: async () => destroy(),
  }
}

/** The core counts; Node.js' own limits are set out of the way. The socket used last is reused first. */
function baseOptions({ connections }: Settings) {
  return { keepAlive: true, maxFreeSockets: connections, scheduling: 'lifo' as const }
}
