export { probeJson } from './json.js'
export { Progress } from './progress.js'
export { type ProbeResult, resultOf } from './result.js'
export { resultLines } from './text.js'
