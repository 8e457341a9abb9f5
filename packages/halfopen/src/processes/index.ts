export { groupRuns, hasEnded, statOf } from './stat.js'
export { type Member, ProcessTree } from './tree.js'
