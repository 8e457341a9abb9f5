/** The client for fetch and undici. */
export { type ClientDispatcher, createDispatcher } from './create.js'
