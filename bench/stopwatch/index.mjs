// @ts-check
/** What a command or a piece of work costs, and the rounds it is measured in. */
export { compileStopwatch, timeCommand } from './command.mjs'
export { cost } from './cost.mjs'
export { inRotation, median } from './rounds.mjs'
