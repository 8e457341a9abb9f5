import { threadId } from 'node:worker_threads'
import { connections, type OriginConnections } from '../connections/index.js'
import { type HeldResponse, type PoolSnapshot, snapshot } from '../tracker/index.js'

/** What is leased, by whom, and how the program came to it. Fields may be added, not renamed. */
export interface ConnectionsDocument {
  readonly schema: 'halfopen.connections/1'
  /** ISO 8601. */
  readonly at: string
  readonly pid: number
  /** 0 is the main thread. */
  readonly threadId: number
  readonly pools: readonly PoolSnapshot[]
  /** Open connections by origin, and how others ended. */
  readonly origins: readonly OriginConnections[]
  /** Everything that has a connection, with its stack, the oldest first; at most {@link MAX_HELD}. */
  readonly held: readonly HeldResponse[]
  /** How many more there are. */
  readonly omitted: number
}

/** Some 2 KB each: a page that a person, or curl, can still take. */
const MAX_HELD = 1000

/**
 * The leased connections of this process (of this worker thread), ready for JSON.
 * @throws HalfopenError HO_NOT_TRACKING when no tracker runs.
 */
export function connectionsDocument(): ConnectionsDocument {
  const { at, pools, held } = snapshot()
  return {
    schema: 'halfopen.connections/1',
    at,
    pid: process.pid,
    threadId,
    pools,
    origins: connections.summary(),
    held: held.slice(0, MAX_HELD),
    omitted: Math.max(0, held.length - MAX_HELD),
  }
}
