export { FRUGAL_LIMIT, type FrugalPlan, frugalPlan } from './frugal.js'
export { ladderWithin, type Range, SHORTEST_PROBED_MS, silences } from './ladder.js'
export type { ProbesFrom, Rung } from './rung.js'
