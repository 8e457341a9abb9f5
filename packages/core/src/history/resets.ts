import type { NamespaceCounters, Snapshot } from '../connection/index.js'
import { Recent } from './series.js'

/** How far the counters of a namespace moved from one look to the next. */
interface Moved {
  readonly estabResets: number
  readonly abortOnData: number
}

/**
 * Resets that a network namespace counted from one look to the next. The
 * counters name no connection, and a program that resets its own connections
 * (SO_LINGER 0) moves them too. Measured on Linux 6.18, for one connection:
 *
 * |                                  | EstabResets | TCPAbortOnData |
 * | used too late, server elsewhere  | +1          | 0              |
 * | used too late, server here too   | +1          | +1             |
 * | reset by itself, server elsewhere| +1          | +1             |
 * | reset by itself, server here too | +2          | +1             |
 *
 * They are evidence only where resets are rare otherwise, so the gaps in which
 * nothing of interest ended are remembered.
 */
export class Resets {
  readonly #quiet = new Map<number, Recent<number>>()
  #now = new Map<number, Moved>()

  observe(before: Snapshot, now: Snapshot): void {
    this.#now = new Map()
    for (const [index, namespace] of now.namespaces.entries()) {
      const was = before.namespaces[index]
      if (was?.id !== namespace.id || was.counters === null || namespace.counters === null) {
        this.#quiet.delete(index)
        continue
      }
      this.#now.set(index, moved(was.counters, namespace.counters))
    }
  }

  /** Notes for each namespace whether an ending could explain the resets of this gap. */
  settle(explained: ReadonlySet<number>): void {
    for (const [namespace, { estabResets, abortOnData }] of this.#now) {
      if (explained.has(namespace)) continue
      const quiet = this.#quiet.get(namespace) ?? new Recent<number>(64)
      quiet.add(estabResets + abortOnData > 0 ? 1 : 0)
      this.#quiet.set(namespace, quiet)
    }
  }

  /**
   * Connections that were used after the server had closed them, in the last gap;
   * 0 where the counters do not tell, or move all the time.
   */
  usedTooLate(namespace: number, server: 'here' | 'elsewhere'): number {
    const { estabResets, abortOnData } = this.#now.get(namespace) ?? { estabResets: 0, abortOnData: 0 }
    if (this.#isNoisy(namespace)) return 0
    if (server === 'elsewhere') return Math.max(0, estabResets - abortOnData)
    return estabResets <= abortOnData ? abortOnData : 0
  }

  #isNoisy(namespace: number): boolean {
    const quiet = this.#quiet.get(namespace)?.values ?? []
    const noisy = quiet.reduce((total, one) => total + one, 0)
    return noisy > quiet.length * NOISE && noisy > 1
  }
}

/** Share of otherwise quiet gaps with resets above which the counters say nothing. */
const NOISE = 0.2

function moved(was: NamespaceCounters, is: NamespaceCounters): Moved {
  // A socket that was closed with SO_LINGER 0 is counted: somebody resets on purpose.
  if (is.abortOnLinger > was.abortOnLinger) return { estabResets: 0, abortOnData: 0 }
  return {
    estabResets: Math.max(0, is.estabResets - was.estabResets),
    abortOnData: Math.max(0, is.abortOnData - was.abortOnData),
  }
}
