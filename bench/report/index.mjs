// @ts-check
/** How a benchmark is asked, and how it answers. */
export { commandLine, readOptions } from './options.mjs'
export { table } from './table.mjs'
export { judge, targetLines } from './targets.mjs'
export { writeReport } from './write.mjs'
