export type { LookRequest, ScannerOptions } from './options.js'
export { Scanner } from './scanner.js'
export type { ScannerStats, StageMs } from './stats.js'
