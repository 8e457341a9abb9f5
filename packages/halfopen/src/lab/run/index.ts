export { type LabRun, runInLab } from './run.js'
