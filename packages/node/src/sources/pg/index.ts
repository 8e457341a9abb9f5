export { pgSource } from './source.js'
