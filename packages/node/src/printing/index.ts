/** The leased connections with their stacks, as one JSON document: as `/metrics/threads`, but for connections. */
export { type ConnectionsDocument, connectionsDocument } from './document.js'
export { printAsEnvironmentSays, printOnSignal, type PrintSignal } from './signal.js'
