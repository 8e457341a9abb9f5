import { defect } from '../boundary/index.js'
import type { Entry, Pool } from '../ledger/index.js'

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
  /** Hold memory, and no connection any more: see `Hold.isSpent`. */
  readonly spent: readonly Entry[]
}

/** Groups exchanges by pool, in the order in which their oldest began. */
export function groupByPool(entries: Iterable<Entry>): PoolGroup[] {
  const groups = new Map<string, Filling>()
  for (const entry of entries) {
    const pool = poolOf(entry)
    const key = `${pool?.id ?? ''} ${entry.origin}`
    let found = groups.get(key)
    if (found === undefined) {
      const { origin } = entry
      const [id, max, available] = [pool?.id, pool?.max(), pool?.available()]
      found = { origin, id, max, available, holders: [], waiters: [], spent: [] }
      groups.set(key, found)
    }
    found[placeOf(entry)].push(entry)
  }
  return [...groups.values()]
}

type Place = 'holders' | 'waiters' | 'spent'

type Filling = PoolGroup & Record<Place, Entry[]>

function placeOf(entry: Entry): Place {
  if (entry.hold.isSpent?.() === true) return 'spent'
  return entry.leases ? 'holders' : 'waiters'
}

/** An agent of somebody's own may throw when it is asked: then this exchange has no pool, and all others keep theirs. */
function poolOf({ hold }: Entry): Pool | undefined {
  try {
    return hold.pool?.()
  } catch (error) {
    defect(error)
    return undefined
  }
}

/** The limit is reached, others wait, and nobody reads any of what is leased: nothing can go on by itself. */
export function isStarved({ max, holders, waiters }: PoolGroup): boolean {
  if (max === undefined || waiters.length === 0 || holders.length < max) return false
  return holders.every(({ state }) => state === 'suspect' || state === 'confirmed')
}
