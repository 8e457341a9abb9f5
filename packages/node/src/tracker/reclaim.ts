import type { Entry } from '../ledger/index.js'
import type { PoolGroup } from './pools.js'

/** What `reclaim` may read to save a connection. */
export interface ReclaimLimits {
  readonly bytes: number
  readonly ms: number
}

/**
 * Whoever has begun to read may go on: he would take a part for the whole, or lose the rest. So does whoever reads
 * where we cannot see it.
 */
const mayTake = ({ hold }: Entry): boolean => hold.isIdle !== undefined || hold.isConsumed() === false

/**
 * Takes connections back in a pool where nothing can go on by itself: the
 * oldest first, and only as many as others wait for. A response whose owner was
 * garbage-collected needs none of this: undici has closed its connection by then.
 */
export function reclaim({ holders, waiters }: PoolGroup, limits: ReclaimLimits): void {
  const underway = holders.filter(({ reclaiming }) => reclaiming).length
  const free = holders.filter((entry) => !entry.reclaiming && entry.state === 'confirmed' && mayTake(entry))
  for (const entry of free.slice(0, Math.max(0, waiters.length - underway))) {
    entry.reclaiming = true
    // drain() gives the connection up by itself where draining does not do.
    entry.hold.drain(limits).catch(() => entry.hold.destroy())
  }
}
