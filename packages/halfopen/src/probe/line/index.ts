export type { LineEvent } from './events.js'
export { Heartbeat } from './heartbeat.js'
export { Line, type LineOptions, type Opening, type Place } from './line.js'
export { between } from './quiet.js'
