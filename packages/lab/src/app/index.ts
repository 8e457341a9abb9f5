export { type LabApp, startApp } from './app.js'
export type { ClosedBy, ConnectionIdentity, ConnectionRecord, Protocol, RequestRecord } from './ledger/index.js'
export type { AppOptions, SeenRequest } from './options.js'
export { CONNECTIONS_SCHEMA } from './routes/index.js'
