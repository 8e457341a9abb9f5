export { type CapturedStack, captureStack } from './capture.js'
export type { Frame } from './frames.js'
export { type CallSite, ownerOf, packageOf, readSite } from './site.js'
