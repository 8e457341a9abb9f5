export { originOf, pathOf } from './origins.js'
