export { OwnerResolver } from './resolver.js'
