import type { Entry, Stall } from '../ledger/index.js'
import { deadLocalPorts } from './dead-paths.js'
import type { EventTotals } from './events.js'
import type { HeldResponse } from './held.js'
import { groupByPool, type PoolGroup } from './pools.js'

/** One pool of connections to one origin. A program with two agents has two pools to the same origin. */
export interface PoolSnapshot {
  /** `https://host:port`. */
  readonly origin: string
  /** Requests or responses that have a connection (or stream). */
  readonly leased: number
  /** Connections open and idle; undefined where the library does not tell. */
  readonly available: number | undefined
  /** Requests that wait for a connection. */
  readonly pending: number
  /** Most connections; undefined when unlimited or unknown. */
  readonly max: number | undefined
  /** Responses that nobody reads: suspect or confirmed. */
  readonly unread: number
  /** Of these, those that are confirmed. */
  readonly confirmed: number
  /** Age of its oldest exchange, in milliseconds. */
  readonly oldestMs: number
}

export interface TrackerSnapshot extends TrackerFigures {
  readonly schema: 'halfopen.tracker/1'
  /** ISO 8601. */
  readonly at: string
  /** Everything that has a connection, oldest first. */
  readonly held: readonly HeldResponse[]
}

/** The numbers alone: cheap enough for every scrape and every error. */
export interface TrackerFigures {
  readonly pools: readonly PoolSnapshot[]
  /** Exchanges that came while the tracker was full, since it started. */
  readonly untracked: number
  /** How often a response became suspect, was confirmed, returned after that, or was reclaimed, since it started. */
  readonly totals: EventTotals
}

export function poolSnapshots(entries: Iterable<Entry>, now: number): PoolSnapshot[] {
  return groupByPool(entries).map((group) => poolSnapshot(group, now))
}

function poolSnapshot({ origin, max, available, holders, waiters, spent }: PoolGroup, now: number): PoolSnapshot {
  const began = [...holders, ...waiters, ...spent].reduce((oldest, entry) => Math.min(oldest, entry.beganAt), now)
  const accused = [...holders, ...spent].filter(({ state }) => state === 'suspect' || state === 'confirmed')
  return {
    origin,
    leased: holders.length,
    available,
    pending: waiters.length,
    max,
    unread: accused.length,
    confirmed: accused.filter(({ state }) => state === 'confirmed').length,
    oldestMs: now - began,
  }
}

/** Finds who keeps an exchange from going on. It reads the kernel's table once, and only when somebody is silent. */
export class StallJudge {
  private dead: ReadonlySet<number> | undefined

  judge(entry: Entry, unreadMs: number): Stall | undefined {
    if (unreadMs > 0) return 'application does not read'
    if (entry.state !== 'waiting' && entry.state !== 'open') return undefined
    // Nothing is under way: nobody waits for the server.
    if (entry.hold.isIdle?.() === true) return undefined
    // Bytes wait, but were taken meanwhile: it goes on.
    if ((entry.hold.bufferedBytes() ?? 0) > 0) return undefined
    this.dead ??= deadLocalPorts()
    const local = entry.hold.connection()?.local
    const port = local === undefined ? undefined : Number(local.slice(local.lastIndexOf(':') + 1))
    return port !== undefined && this.dead.has(port) ? 'path dead' : 'server silent'
  }
}
