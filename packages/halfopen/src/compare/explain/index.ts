export type { Difference } from './difference.js'
export { explain } from './explain.js'
