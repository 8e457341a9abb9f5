/** Many requests through a laboratory full of faults, from a process of its own, and a verdict on each. */
export { buildPrograms } from './build.js'
export { type Outcome, soak } from './soak.js'
