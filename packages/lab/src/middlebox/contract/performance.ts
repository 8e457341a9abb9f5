import type { BackendFactory } from '../types.js'
import { type Case, CONTRACT } from './contract.js'
import { Stage } from './stage.js'

export type Outcome = { readonly kind: 'played' } | { readonly kind: 'skipped'; readonly why: string } | Failure

interface Failure {
  readonly kind: 'failed'
  readonly error: unknown
}

/** All cases of one backend at once: each is mostly silence. */
export class Performance implements AsyncDisposable {
  readonly #stages = new Map<string, Promise<Stage>>()
  readonly #outcomes: ReadonlyMap<Case, Promise<Outcome>>

  constructor(readonly backend: BackendFactory) {
    const unavailable = backend.unavailable()
    this.#outcomes = new Map(CONTRACT.map((one) => [one, this.#outcome(one, unavailable)]))
  }

  async outcomeOf(one: Case): Promise<Outcome> {
    return (await this.#outcomes.get(one)) ?? { kind: 'skipped', why: 'no such case' }
  }

  /** The names of the cases that were not played. */
  async skipped(): Promise<readonly string[]> {
    const outcomes = await Promise.all(
      Array.from(this.#outcomes, async ([{ name }, outcome]) => ({ name, ...(await outcome) })),
    )
    return outcomes.filter(({ kind }) => kind === 'skipped').map(({ name }) => name)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#outcomes.values())
    const stages = await Promise.allSettled(this.#stages.values())
    for (const stage of stages) if (stage.status === 'fulfilled') await stage.value[Symbol.asyncDispose]()
  }

  async #outcome(one: Case, unavailable: Promise<string | undefined>): Promise<Outcome> {
    try {
      const why = (await unavailable) ?? this.backend.refuses(one.policy)
      if (why !== undefined) return { kind: 'skipped', why }
      const stage = await this.#stage(one)
      const excuse = stage.box.cannot.find((sentence) => one.excusedBy?.test(sentence))
      if (excuse !== undefined) return { kind: 'skipped', why: excuse }
      await one.play(stage)
      return { kind: 'played' }
    } catch (error) {
      return { kind: 'failed', error }
    }
  }

  /** One middlebox for all cases with the same policy. */
  #stage({ name, policy, alone }: Case): Promise<Stage> {
    const key = alone ? name : JSON.stringify(policy)
    const stage = this.#stages.get(key) ?? Stage.open(this.backend, policy)
    this.#stages.set(key, stage)
    return stage
  }
}
