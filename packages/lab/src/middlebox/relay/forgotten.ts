import type { Flow } from './flow.js'

/** Each holds two descriptors, for ever. Where there would be more, the oldest one is reset at both ends. */
export const FORGOTTEN_LIMIT = 10_000

/** So many are looked at in one beat: with two system calls each, about a millisecond. */
const LOOKED_AT_PER_BEAT = 400

/** Flows that were forgotten and whose ends do not know it: bounded, and looked at in turn. */
export class Forgotten {
  readonly #flows = new Set<Flow>()
  #turn = this.#flows.values()

  get size(): number {
    return this.#flows.size
  }

  /** Returns the oldest one where there is no room for another. */
  add(flow: Flow): Flow | undefined {
    this.#flows.add(flow)
    if (this.#flows.size <= FORGOTTEN_LIMIT) return undefined
    const [oldest] = this.#flows
    if (oldest !== undefined) this.#flows.delete(oldest)
    return oldest
  }

  delete(flow: Flow): void {
    this.#flows.delete(flow)
  }

  /** The next ones in turn; a set may change while it is walked through. */
  *some(): Generator<Flow> {
    for (let left = Math.min(LOOKED_AT_PER_BEAT, this.#flows.size); left > 0; left--) {
      let next = this.#turn.next()
      if (next.done === true) {
        this.#turn = this.#flows.values()
        next = this.#turn.next()
      }
      if (next.done === true) return
      yield next.value
    }
  }
}
