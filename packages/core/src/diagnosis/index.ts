export { Diagnosis } from './diagnosis.js'
export { ExitDiagnosis } from './exit-diagnosis.js'
export type { GroupView, ProcessView, StateCounts } from './views.js'
