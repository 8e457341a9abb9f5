export { junitXml } from './junit.js'
export { type RunReport, runReportOf } from './report.js'
export { runLines } from './text.js'
export { unobservedLines, unstartableLines } from './refusal.js'
