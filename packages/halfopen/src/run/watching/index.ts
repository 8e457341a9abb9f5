export { type Census, totalOf } from './census.js'
export { type Kin, RunWatch } from './watch.js'
