/** The client for everything on node:http. */
export { type ClientAgent, createAgent } from './create.js'
