export type { ConnectionEntry } from './entry.js'
export { Ledger } from './ledger.js'
export type { ClosedBy, ConnectionIdentity, ConnectionRecord, Protocol, RequestRecord } from './records.js'
export type { RequestEntry } from './request.js'
