export { type DrainOptions, drainBody } from './drain.js'
export { giveUp } from './give-up.js'
