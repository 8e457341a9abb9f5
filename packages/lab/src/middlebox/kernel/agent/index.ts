export { Agent } from './agent.js'
export { unavailable } from './unavailable.js'
