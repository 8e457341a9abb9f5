export { Sleeps, monotonic } from './clock.js'
export { Flow, type FlowOptions } from './flow.js'
export type { Traffic } from './link.js'
export { fdOf } from './wire.js'
