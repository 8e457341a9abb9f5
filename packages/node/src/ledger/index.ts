export type * from './types.js'
export { Entry } from './entry.js'
export { newPoolId } from './pool-ids.js'
export { ExchangeLedger, type LedgerOptions, type Watcher } from './ledger.js'
