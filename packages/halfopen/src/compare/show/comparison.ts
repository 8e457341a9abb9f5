import type { Difference } from '../explain/index.js'
import type { ClientFacts } from '../facts/index.js'
import type { Trait } from '../traits/index.js'

/** Everything that is shown. */
export interface Comparison {
  /** The server that most connections went to; null: none was seen. */
  readonly target: string | null
  readonly clients: readonly ClientFacts[]
  readonly traits: readonly Trait[]
  readonly difference: Difference
  /** What could not be seen, and why. */
  readonly limits: readonly string[]
}
