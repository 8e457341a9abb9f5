export type { Expectation, Find, Place } from './expectation.js'
export { findIncidents, type Incident, loadIncidents, ROOT } from './load.js'
export { type IncidentDocument, type Topology, type Variant } from './schema.js'
export type { Namespace } from './words.js'
