/** Who may have a connection, who must wait, and for how long. */
export { Gate } from './gate.js'
export type { OriginGate } from './origin-gate.js'
export type { Asker, Connections, Holder, PoolRules, PoolStats } from './types.js'
