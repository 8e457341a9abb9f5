export type { ConnectionCounts, MockRequest } from './journal.js'
export { type Exchange, openStage, type Stage } from './stage.js'
