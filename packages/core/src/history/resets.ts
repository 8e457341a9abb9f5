import type { NamespaceCounters, Snapshot } from '../connection/index.js'
import { Recent } from './series.js'

/**
 * Resets that a network namespace counted from one look to the next. The
 * counter names no connection; it is evidence only where resets are rare
 * otherwise, so the gaps in which nothing of interest ended are remembered.
 */
export class Resets {
  readonly #quiet = new Map<number, Recent<number>>()
  #now = new Map<number, number>()
  #late = new Map<number, number>()

  observe(before: Snapshot, now: Snapshot): void {
    this.#now = new Map()
    this.#late = new Map()
    for (const [index, namespace] of now.namespaces.entries()) {
      const was = before.namespaces[index]
      if (was?.id !== namespace.id || was.counters === null || namespace.counters === null) continue
      this.#now.set(index, delta(was.counters, namespace.counters))
      this.#late.set(index, namespace.counters.abortOnData - was.counters.abortOnData)
    }
  }

  /** Notes for each namespace whether an ending could explain the resets of this gap. */
  settle(explained: ReadonlySet<number>): void {
    for (const [namespace, resets] of this.#now) {
      if (explained.has(namespace)) continue
      const quiet = this.#quiet.get(namespace) ?? new Recent<number>(64)
      quiet.add(resets > 0 ? 1 : 0)
      this.#quiet.set(namespace, quiet)
    }
  }

  /** Whether data came to a side that had closed, in the last gap: something was used too late. */
  usedTooLate(namespace: number): boolean {
    return this.telling(namespace) > 0 && (this.#late.get(namespace) ?? 0) > 0
  }

  /** Resets in the last gap; 0 where resets come all the time, so that one more says nothing. */
  telling(namespace: number): number {
    const quiet = this.#quiet.get(namespace)?.values ?? []
    const noisy = quiet.reduce((total, one) => total + one, 0)
    return noisy > quiet.length * NOISE && noisy > 1 ? 0 : (this.#now.get(namespace) ?? 0)
  }
}

/** Share of otherwise quiet gaps with resets above which the counter says nothing. */
const NOISE = 0.2

/** A program that resets its own connections on purpose counts as EstabResets too: then the counter says nothing. */
function delta(was: NamespaceCounters, is: NamespaceCounters): number {
  if (is.abortOnLinger > was.abortOnLinger) return 0
  return Math.max(0, is.estabResets - was.estabResets) + Math.max(0, is.abortOnData - was.abortOnData)
}
