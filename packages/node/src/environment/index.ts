/** What environment variables say, and what becomes of a program whose variables are wrong. */
export { beginOrRefuse, lineOf } from './refusal.js'
export { fromVariable } from './variable.js'
