export { type CapturedStack, captureStack } from './capture.js'
export type { Frame } from './frames.js'
export { type CallSite, type Origin, packageOf, readOrigin, readSite } from './site.js'
