import type { Difference } from '../difference.js'
import type { Sides } from '../sides.js'

/** Explains why the outcomes differ; undefined where what it knows of is not the case. */
export type Rule = (sides: Sides) => Difference | undefined
