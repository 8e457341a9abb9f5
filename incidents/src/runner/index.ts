export { inParallel } from './batch.js'
export { type CheckOptions, checkVariant, type Verdict, variantOf } from './check.js'
export { type Obstacle, obstacleTo } from './prerequisites.js'
export { playPlan } from './stage-process.js'
