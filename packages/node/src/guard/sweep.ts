import type { Entrance } from './entrance.js'
import type { Exhaustion } from './exhaustion.js'
import type { Connection } from './connection.js'
import { isEvictable, isStalled, judge } from './judge.js'
import type { Keeper } from './keeper.js'
import { watch } from './reading.js'
import type { GuardSettings } from './settings.js'

/** How long a session or a TLS socket may take to close before its descriptor is taken. */
const CLOSE_WITHIN_MS = 1_000

/** A quarter of the shortest bound, so that none is much late; 25 ms to 1 s. */
export function sweepIntervalMs(settings: GuardSettings): number {
  const bounds = [
    settings.idleTimeoutMs,
    settings.headersTimeoutMs,
    settings.requestTimeoutMs,
    settings.slowBodyTimeoutMs,
    settings.slowReaderTimeoutMs,
    settings.handlerTimeoutMs,
    settings.stallGraceMs,
    settings.waitForPlaceMs,
  ].filter((ms) => ms > 0)
  return Math.min(1_000, Math.max(25, Math.floor(Math.min(...bounds) / 4)))
}

/** Looks at every connection once. */
export function sweep(keeper: Keeper, entrance: Entrance, exhaustion: Exhaustion): void {
  const { clock, room } = keeper.tools
  const now = clock()
  judgeAll(keeper, now)
  hurryLeaving(keeper, now)
  room.sweep(now)
  exhaustion.look()
  keeper.evict(keeper.excess(0), false)
  entrance.admitWaiting()
}

function judgeAll(keeper: Keeper, now: number): void {
  for (const connection of [...keeper.roster.idle, ...keeper.roster.busy]) {
    const reason = judge(connection, keeper.tools, now)
    if (reason !== undefined) keeper.close(connection, reason)
    else lookWhetherStalled(keeper, connection, now)
  }
}

/** What its client has really taken is asked only when someone waits for its place: that costs. */
function lookWhetherStalled({ roster, tools }: Keeper, connection: Connection, now: number): void {
  const { settings, room } = tools
  const stalled = isStalled(connection, settings, now)
  if (stalled && room.size > 0) watch(connection, tools, now)
  roster.setStalled(connection, stalled, stalled && isEvictable(connection, settings, now))
}

function hurryLeaving({ roster }: Keeper, now: number): void {
  for (const connection of roster.leaving) {
    const { closing, raw } = connection
    if (closing !== undefined && closing.reason !== 'drained' && now - closing.at > CLOSE_WITHIN_MS) raw.destroy()
  }
}
