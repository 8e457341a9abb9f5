export { type LookRequest, Scanner, type ScannerOptions, type ScannerStats, type StageMs } from './scan/index.js'
