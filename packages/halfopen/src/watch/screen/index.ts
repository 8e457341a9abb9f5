export { type Key, KeyDecoder } from './keys.js'
export { Screen, type Size } from './screen.js'
