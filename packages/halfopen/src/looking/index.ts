export { Lookout, type LookSummary } from './lookout.js'
export { restedInterval } from './rest.js'
export { rounds } from './rounds.js'
export { inScope, viewInScope } from './scope.js'
