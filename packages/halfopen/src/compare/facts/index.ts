export type { AppConnection, AppRequest } from './app.js'
export type { ClientFacts, ComparedConnection } from './client.js'
export type { ClosedBy, ConnectionFacts, KeepAliveFacts, Silence } from './connection.js'
export { type Outcome, outcomeKey, type OutcomeKind, outcomesDiffer } from './outcome.js'
