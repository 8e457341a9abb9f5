export type * from './types.js'
export { Entry } from './entry.js'
export { errorTypeOf } from './error-type.js'
export { ExchangeLedger, type LedgerOptions, type Watcher } from './ledger.js'
