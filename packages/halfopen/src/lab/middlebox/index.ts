export { policyInWords } from './policy.js'
export { type MiddleboxRun, runMiddlebox } from './run.js'
