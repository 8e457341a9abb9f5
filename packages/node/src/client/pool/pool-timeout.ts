import { formatDuration, HalfopenError } from '@halfopen/core'
import type { Holder, PoolStats } from './types.js'
import { siteOf } from './site.js'

/** Holders that the message names, the oldest first. */
const NAMED = 5

/** Says how full the pool is and who has its connections: the request that failed is rarely the one to mend. */
export function poolTimeout(seen: {
  readonly stats: PoolStats
  readonly holders: readonly Holder[]
  /** Connections to all origins that there may be, where it is they that are used up. */
  readonly total: number | undefined
  readonly nowMs: number
  readonly waitedMs: number
}): HalfopenError {
  const { stats, holders, total, nowMs, waitedMs } = seen
  const { origin, leased, pending, max } = stats
  const lines = holders.slice(0, NAMED).map((holder) => `\n  ${describe(holder, nowMs)}`)
  const rest = holders.length > NAMED ? `\n  and ${holders.length - NAMED} more` : ''
  const used = total === undefined ? '' : `; the total of ${total}, to all origins, is used up`
  const held = lines.length === 0 ? '' : `${total === undefined ? ';' : ','} held by`
  return new HalfopenError(
    'HO_POOL_TIMEOUT',
    `no connection to ${origin} came free in ${formatDuration(waitedMs)}: leased ${leased}, pending ${pending}, ` +
      `max ${max}${used}${held}${lines.join('')}${rest}`,
  )
}

function describe({ method, path, sinceMs, site }: Holder, nowMs: number): string {
  const where = siteOf(site?.stack)
  return `${method} ${withoutQuery(path)} for ${formatDuration(nowMs - sinceMs)}${where === undefined ? '' : `, made at ${where}`}`
}

/** A query may hold secrets; an error is logged. */
const withoutQuery = (path: string) => path.split(/[?#]/, 1)[0] ?? path
