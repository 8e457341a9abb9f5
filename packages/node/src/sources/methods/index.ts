export { type Around, wrapMethod } from './wrap.js'
