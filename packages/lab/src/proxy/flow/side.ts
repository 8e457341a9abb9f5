import type { Side } from '../faults/index.js'
import type { Wire } from './wire.js'

/** One end as one stage sees it: a stage takes back only the vanishing that it caused itself. */
export class StageSide implements Side {
  readonly #wire: Wire
  #hasVanished = false

  constructor(wire: Wire) {
    this.#wire = wire
  }

  vanish(): void {
    if (this.#hasVanished) return
    this.#hasVanished = true
    this.#wire.vanish()
  }

  reappear(): void {
    if (!this.#hasVanished) return
    this.#hasVanished = false
    this.#wire.reappear()
  }

  reset(): void {
    this.#wire.reset()
  }

  segmentsIn(): number | undefined {
    return this.#wire.segmentsIn()
  }

  hasSpoken(): boolean {
    return this.#wire.hasSpoken()
  }
}
