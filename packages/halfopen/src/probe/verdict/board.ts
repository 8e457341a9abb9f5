import type { Rung } from '../ladder/index.js'
import { judge, type Judgement } from './judge.js'
import type { Outcome } from './outcome.js'

/** A target that refuses, limits or fails more than this is not measured on. */
const MOST_FAILED = 5
const FAILED_SHARE = 0.1

/** What has become of the rungs so far. */
export class Board {
  readonly rungs: readonly Rung[]
  readonly #outcomes = new Map<Rung, Outcome>()
  #judgement: Judgement | undefined
  #failed: Outcome[] = []

  constructor(rungs: readonly Rung[]) {
    this.rungs = rungs
  }

  get outcomes(): readonly Outcome[] {
    return [...this.#outcomes.values()]
  }

  get judgement(): Judgement {
    this.#judgement ??= judge(this.outcomes, this.rungs)
    return this.#judgement
  }

  /** Why it makes no sense to go on; undefined: it does. */
  get refusal(): string | undefined {
    const attempts = this.#outcomes.size
    if (this.#failed.length < MOST_FAILED || this.#failed.length < attempts * FAILED_SHARE) return undefined
    return mostCommon(this.#failed.map(({ ending }) => (ending.kind === 'failed' ? ending.why : '')))
  }

  get failures(): number {
    return this.#failed.length
  }

  /** True when this may have settled the matter: one more that lives between the living does not. */
  put(outcome: Outcome): boolean {
    this.#outcomes.set(outcome.rung, outcome)
    this.#judgement = undefined
    if (outcome.ending.kind === 'failed') this.#failed.push(outcome)
    return outcome.ending.kind !== 'alive' || outcome.rung.probesFrom !== 'nobody'
  }

  counts(): { readonly alive: number; readonly gone: number } {
    let alive = 0
    for (const { ending } of this.#outcomes.values()) alive += ending.kind === 'alive' ? 1 : 0
    return { alive, gone: this.#outcomes.size - alive - this.#failed.length }
  }
}

function mostCommon(texts: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? ''
}
