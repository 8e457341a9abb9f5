import type { Entry } from '../ledger/index.js'

/** The exchanges that compete for the same connections. */
export interface PoolGroup {
  readonly origin: string
  readonly id: number | undefined
  /** Most connections; undefined when unlimited or unknown. */
  readonly max: number | undefined
  /** Open and idle connections; undefined when unknown. */
  readonly available: number | undefined
  readonly holders: readonly Entry[]
  readonly waiters: readonly Entry[]
}

/** Groups exchanges by pool, in the order in which their oldest began. */
export function groupByPool(entries: Iterable<Entry>): PoolGroup[] {
  const groups = new Map<string, { group: PoolGroup; holders: Entry[]; waiters: Entry[] }>()
  for (const entry of entries) {
    const pool = entry.hold.pool?.()
    const key = `${pool?.id ?? ''} ${entry.origin}`
    let found = groups.get(key)
    if (found === undefined) {
      const [holders, waiters]: [Entry[], Entry[]] = [[], []]
      const group = {
        origin: entry.origin,
        id: pool?.id,
        max: pool?.max(),
        available: pool?.available(),
        holders,
        waiters,
      }
      found = { group, holders, waiters }
      groups.set(key, found)
    }
    if (entry.hold.isSpent?.() !== true) (entry.leases ? found.holders : found.waiters).push(entry)
  }
  return [...groups.values()].map(({ group }) => group)
}

/** The limit is reached, others wait, and nobody reads any of what is leased: nothing can go on by itself. */
export function isStarved({ max, holders, waiters }: PoolGroup): boolean {
  if (max === undefined || waiters.length === 0 || holders.length < max) return false
  return holders.every(({ state }) => state === 'suspect' || state === 'confirmed')
}
