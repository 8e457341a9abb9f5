export { describeFind, explain } from './explain.js'
export { type Judgement, judge, type Scene } from './judge.js'
export { type Finding, readReport } from './report.js'
