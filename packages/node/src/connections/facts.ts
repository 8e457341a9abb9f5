import type { Connection } from './connection.js'
import { connectionOf, remoteOf } from './endpoints.js'
import type { ConnectionFacts } from './types.js'

/** What is known of a connection at this moment, in plain values. */
/** @param received for its current use, where that is known better than by what came on the connection. */
export function factsOf(connection: Connection, nowMs: number, received?: number): ConnectionFacts {
  const { origin, uses, isFresh, sinceMs, idleMs, usedAtMs, bytesAtUse, announcedMs, end, active } = connection
  const socket = connection.socket.deref()
  return {
    origin,
    uses,
    isWhole: isFresh,
    ageMs: nowMs - sinceMs,
    idleMs,
    inUseMs: uses === 0 ? 0 : nowMs - usedAtMs,
    // An agent may carry requests over any Duplex, which counts nothing.
    bytes: received ?? Math.max(0, (socket?.bytesRead ?? bytesAtUse) - bytesAtUse || 0),
    isShared: active > 1,
    announcedIdleMs: announcedMs ?? null,
    end: end === undefined ? null : { by: end.by, how: end.how, during: end.during },
    local: connectionOf(socket)?.local ?? null,
    remote: remoteOf(socket) ?? null,
  }
}
