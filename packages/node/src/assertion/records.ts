import type { Entry } from '../ledger/index.js'
import { type LeakKind, leakKind } from './leak.js'

/** An exchange of a scope, and its stack: the ledger lets the stack go as soon as the exchange ends. */
export interface Suspicion {
  readonly entry: Entry
  readonly kind: LeakKind
  readonly site: Entry['site']
}

const FIRST_PRUNING = 256

/** The exchanges of one scope that are, or may turn out to be, leaks. Forgets those that were read. */
export class Records {
  private readonly kept = new Map<Entry, Entry['site']>()
  /** The last exchange of a stack: the ones before it were redirected or retried, and are the client's own. */
  private readonly latest = new WeakMap<object, Entry>()
  private pruneAt = FIRST_PRUNING

  began(entry: Entry): void {
    const { site } = entry
    this.kept.set(entry, site)
    if (site !== undefined) this.supersede(site, entry)
    if (this.kept.size >= this.pruneAt) this.prune()
  }

  /** What counts against the scope if it ends now, oldest first. */
  suspicions(): Suspicion[] {
    const found: Suspicion[] = []
    for (const [entry, site] of this.kept) {
      const kind = leakKind(entry)
      if (kind !== undefined) found.push({ entry, kind, site })
      else if (isSettled(entry)) this.kept.delete(entry)
    }
    return found
  }

  private supersede(site: object, entry: Entry): void {
    const before = this.latest.get(site)
    if (before !== undefined) this.kept.delete(before)
    this.latest.set(site, entry)
  }

  /** A test of many thousand requests must not remember those that went well. */
  private prune(): void {
    this.suspicions()
    this.pruneAt = Math.max(FIRST_PRUNING, 2 * this.kept.size)
  }
}

/** Whether it can never become a leak. A body of which nobody can tell yet whether it was read may. */
function isSettled({ state, ending, hasBody, hold }: Entry): boolean {
  return state === 'returned' && (ending !== 'read' || !hasBody || hold.isConsumed() === true)
}
