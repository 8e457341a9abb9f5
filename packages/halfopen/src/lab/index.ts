export { listHops } from './hops.js'
