/** Gives a connection back when the handler of its response ends. */
export { discard } from './discard.js'
export { type Releasable, withResponse } from './with-response.js'
export type { ReleaseLimits } from './drain.js'
