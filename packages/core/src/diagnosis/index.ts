export { Diagnosis } from './diagnosis.js'
export type { GroupView, ProcessView, StateCounts } from './views.js'
