import type { About } from '../traits/index.js'

/** The difference that explains the outcomes, or the most telling one. */
export interface Difference {
  readonly sentence: string
  readonly about: About
}
