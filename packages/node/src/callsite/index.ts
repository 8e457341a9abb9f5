export { type CapturedStack, captureStack } from './capture.js'
export type { Frame } from './frames.js'
export { type CallSite, type Origin, ownerOf, packageOf, readOrigin, readSite } from './site.js'
