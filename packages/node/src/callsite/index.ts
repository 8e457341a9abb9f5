export { type CapturedStack, captureStack } from './capture.js'
export type { Frame } from './frames.js'
export { type CallSite, packageOf, readSite } from './site.js'
