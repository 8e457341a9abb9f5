/** What an error of an HTTP client means. */
export { explain } from './explain.js'
export type { Confidence, Culprit, ErrorExplanation, RetrySafety } from './types.js'
