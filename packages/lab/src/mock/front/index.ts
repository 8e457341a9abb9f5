export { openFront } from './front.js'
export { profileOf } from './profiles.js'
