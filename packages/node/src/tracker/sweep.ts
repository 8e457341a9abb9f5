import { defect } from '../boundary/index.js'
import type { Entry, ExchangeLedger } from '../ledger/index.js'
import { groupByPool, isStarved, type PoolGroup } from './pools.js'
import type { Progress } from './progress.js'

/** What one look at the ledger found. */
export interface Findings {
  readonly suspects: readonly Entry[]
  readonly confirmed: readonly Entry[]
  /** Pools in which nothing can go on by itself. */
  readonly starved: readonly PoolGroup[]
  readonly groups: ReadonlyMap<Entry, PoolGroup>
}

/** Looks at every exchange: ends the lost, acquits those that go on, accuses those that do not. */
export function sweep(ledger: ExchangeLedger, progress: Progress, suspectAfterMs: number): Findings {
  const now = ledger.now()
  const suspects: Entry[] = []
  for (const entry of ledger.entries()) {
    try {
      entry.settle()
      if (holdsBody(entry) && examine(entry, progress, { now, suspectAfterMs })) suspects.push(entry)
    } catch (error) {
      // One that cannot be looked at is given up, so that all others still are.
      defect(error)
      entry.ended('unseen')
    }
  }
  return { suspects, ...confirm(ledger, suspects.length > 0 || hasAccused(ledger)) }
}

function holdsBody(entry: Entry): boolean {
  return entry.hasBody && entry.leases && entry.state !== 'waiting'
}

/** True when it has just become suspect. */
function examine(entry: Entry, progress: Progress, { now, suspectAfterMs }: { now: number; suspectAfterMs: number }) {
  progress.look(entry, now)
  if (entry.state !== 'open') {
    if (progress.unreadMs(entry) === 0) entry.acquit()
    return false
  }
  if (!progress.isStuck(entry, suspectAfterMs)) return false
  entry.accuse('suspect')
  return true
}

function hasAccused(ledger: ExchangeLedger): boolean {
  for (const { state } of ledger.entries()) if (state === 'suspect' || state === 'confirmed') return true
  return false
}

/** Grouping costs; without a suspect there is nothing to confirm. */
function confirm(ledger: ExchangeLedger, needed: boolean): Omit<Findings, 'suspects'> {
  if (!needed) return { confirmed: [], starved: [], groups: new Map() }
  const all = groupByPool(ledger.entries())
  const starved = all.filter(isStarved)
  const confirmed = starved.flatMap(({ holders }) => holders).filter(({ state }) => state === 'suspect')
  for (const entry of confirmed) entry.accuse('confirmed')
  return { confirmed, starved, groups: new Map(all.flatMap((group) => group.holders.map((entry) => [entry, group]))) }
}
