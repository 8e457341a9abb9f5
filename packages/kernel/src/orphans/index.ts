export { Orphans } from './orphans.js'
