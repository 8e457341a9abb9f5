import type { Exhaustion } from './exhaustion.js'
import type { Keeper } from './keeper.js'
import type { CloseReason } from './reasons.js'

/** Counts since the guard began, and figures of this moment. */
export interface GuardStats {
  /** Connections of this moment: `idle` + `busy`. */
  readonly open: number
  /** No request in progress. */
  readonly idle: number
  /** A request in progress, or a tunnel. */
  readonly busy: number
  /** Idle ones whose first request, or the rest of whose headers, has yet to come. */
  readonly waitingForHeaders: number
  /** Busy ones whose client does not move. */
  readonly stalled: number
  /** Upgraded (WebSocket) or CONNECT; part of `busy`. */
  readonly tunnels: number
  /** New connections that wait for a place; not part of `open`. */
  readonly waitingForPlace: number
  /** Connections let in, ever. */
  readonly accepted: number
  /** Connections sent away because all places were taken, ever. */
  readonly refused: number
  /** Connections closed by Node's own `server.maxConnections`, ever. */
  readonly dropped: number
  /** Connections closed, ever, by reason. */
  readonly closed: Readonly<Record<CloseReason, number>>
  /** The most that may be open. */
  readonly budget: number
  readonly descriptors: {
    /** null: the platform does not say. */
    readonly used: number | null
    readonly limit: number | null
    readonly reserve: number
    /** How many times none was left. */
    readonly exhausted: number
  }
}

export function statsOf(keeper: Keeper, exhaustion: Exhaustion, dropped: number): GuardStats {
  const { roster, closed, accepted, tools } = keeper
  const { room, budget, descriptors, clock } = tools
  const now = clock()
  return {
    open: roster.open,
    idle: roster.idle.size,
    busy: roster.busy.size,
    waitingForHeaders: [...roster.idle].filter((one) => one.waitsForHeadersSince(now) !== undefined).length,
    stalled: roster.stalled.size,
    tunnels: [...roster.busy].filter(({ isTunnel }) => isTunnel).length,
    waitingForPlace: room.waiting,
    accepted,
    refused: room.refused,
    dropped,
    closed: { ...closed },
    budget: budget.maxConnections,
    descriptors: {
      used: descriptors.used() ?? null,
      limit: descriptors.limit ?? null,
      reserve: budget.reserveDescriptors,
      exhausted: exhaustion.times,
    },
  }
}
