export { CLIENT, SCRATCH, SERVER } from './addresses.js'
export { buildValues, type Circumstances, type Endpoints, makePlan, portOf } from './make.js'
export { fill } from './placeholders.js'
export { type Plan, type PlannedProgram, planSchema } from './schema.js'
