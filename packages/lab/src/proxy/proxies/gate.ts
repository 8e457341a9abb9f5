import { type Fault, FAULTS } from '../faults/index.js'
import { monotonic, Sleeps } from '../flow/index.js'
import { diceFor, type Toxic } from '../toxics/index.js'

const LONGEST_SLEEP_MS = 2_147_483_647

export interface GateOptions {
  readonly seed: number
  readonly proxy: string
  /** The toxics in force now. */
  toxics(): readonly Toxic[]
}

/** Where connections wait that a toxic accepts late. */
export class Gate {
  readonly #options: GateOptions
  readonly #sleeps = new Sleeps()

  constructor(options: GateOptions) {
    this.#options = options
  }

  /** No connection is accepted, whichever it is, while the toxics are as they are. */
  get isShut(): boolean {
    return this.#options.toxics().some(({ type, toxicity, attributes }) => {
      const fault: Fault = FAULTS[type]
      return toxicity === 1 && fault.acceptAt?.(0, attributes) === Number.POSITIVE_INFINITY
    })
  }

  /** Resolves when no toxic holds the connection back any more, or `given up`. */
  async passed(connection: number, givenUp: () => boolean): Promise<void> {
    const arrivedAt = monotonic()
    for (;;) {
      const left = this.#openAt(connection, arrivedAt) - monotonic()
      if (left <= 0 || givenUp()) return
      await this.#sleeps.sleep(Math.min(left, LONGEST_SLEEP_MS))
    }
  }

  /** The toxics have changed, or the proxy stops. */
  lookAgain(): void {
    this.#sleeps.cancelAll()
  }

  #openAt(connection: number, arrivedAt: number): number {
    const { seed, proxy } = this.#options
    let openAt = arrivedAt
    for (const { name, type, toxicity, attributes } of this.#options.toxics()) {
      const fault: Fault = FAULTS[type]
      if (fault.acceptAt === undefined || diceFor({ seed, proxy, connection, toxic: name })() >= toxicity) continue
      openAt = Math.max(openAt, fault.acceptAt(arrivedAt, attributes))
    }
    return openAt
  }
}
