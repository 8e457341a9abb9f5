import type { Finding, Severity } from '@halfopen/core'

import { findingKey, isTrouble } from '../../report/index.js'

export type Change =
  | { readonly kind: 'found'; readonly finding: Finding }
  | { readonly kind: 'worse'; readonly finding: Finding; readonly told: Finding }
  | { readonly kind: 'gone'; readonly finding: Finding; readonly lastedMs: number }

interface Known {
  /** The finding as it was last told. */
  told: Finding
  readonly sinceMs: number
  looksMissing: number
}

/** A finding that flickers is one finding: it is gone when it is missing this often in a row. */
const LOOKS_UNTIL_GONE = 3
/** Growth worth another line. Doubling tells a leak of any size in a few lines. */
const WORSE_FACTOR = 2

const RANK: Readonly<Record<Severity, number>> = { info: 0, warning: 1, critical: 2 }

/** Follows the troubles from look to look and says what changed. */
export class Changes {
  readonly #known = new Map<string, Known>()

  update(findings: readonly Finding[], atMs: number): readonly Change[] {
    const troubles = new Map(findings.filter(isTrouble).map((finding) => [findingKey(finding), finding]))
    const news = [...troubles].flatMap(([key, finding]) => this.#see(key, finding, atMs))
    return [...news, ...this.#miss(troubles, atMs)]
  }

  #see(key: string, finding: Finding, atMs: number): readonly Change[] {
    const known = this.#known.get(key)
    if (known === undefined) {
      this.#known.set(key, { told: finding, sinceMs: atMs, looksMissing: 0 })
      return [{ kind: 'found', finding }]
    }
    known.looksMissing = 0
    if (!isWorse(finding, known.told)) return []
    const { told } = known
    known.told = finding
    return [{ kind: 'worse', finding, told }]
  }

  #miss(present: ReadonlyMap<string, Finding>, atMs: number): readonly Change[] {
    const gone: Change[] = []
    for (const [key, known] of this.#known) {
      if (present.has(key)) continue
      known.looksMissing += 1
      if (known.looksMissing < LOOKS_UNTIL_GONE) continue
      this.#known.delete(key)
      gone.push({ kind: 'gone', finding: known.told, lastedMs: atMs - known.sinceMs })
    }
    return gone
  }
}

function isWorse(now: Finding, told: Finding): boolean {
  return RANK[now.severity] > RANK[told.severity] || now.connections >= Math.max(1, told.connections) * WORSE_FACTOR
}
