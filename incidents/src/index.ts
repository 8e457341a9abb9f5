export { findIncidents, type Incident, loadIncidents, type Variant } from './incident/index.js'
export { type CheckOptions, checkVariant, inParallel, obstacleTo, type Verdict } from './runner/index.js'
