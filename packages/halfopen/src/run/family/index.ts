export { Family } from './family.js'
