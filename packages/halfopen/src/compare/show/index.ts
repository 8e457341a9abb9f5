export type { Comparison } from './comparison.js'
export { comparisonJson } from './json.js'
export { Progress, type Standing } from './progress.js'
export { comparisonLines } from './text.js'
