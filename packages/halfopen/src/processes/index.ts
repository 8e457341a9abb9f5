export { groupRuns, hasEnded, statOf, waitedMs } from './stat.js'
export { type Member, ProcessTree } from './tree.js'
