export { client, echo, hash, until, upstream } from './ends.js'
export { fdOf, play } from './play.js'
