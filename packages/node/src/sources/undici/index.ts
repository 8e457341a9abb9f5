export { undiciSource } from './source.js'
