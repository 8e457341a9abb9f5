export type { Expectation, Find, Place } from './expectation.js'
export { findIncidents, type Incident, loadIncidents, ROOT } from './load.js'
export { type IncidentDocument, incidentSchema, type Topology, type Variant } from './schema.js'
export { NAMESPACES, type Namespace } from './words.js'
