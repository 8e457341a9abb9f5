/** A client that cannot leak or hang. */
export { type ClientAgent, createAgent } from './agent/index.js'
export { type ClientDispatcher, createDispatcher } from './dispatcher/index.js'
export type { ClientOptions } from './options/index.js'
export type { PoolStats } from './pool/index.js'
export { discard, type Releasable, type ReleaseLimits, withResponse } from './release/index.js'
