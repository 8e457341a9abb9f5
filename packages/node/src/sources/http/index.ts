export { httpSource } from './source.js'
