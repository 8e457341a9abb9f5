export { type Address, hostPort, type ListenOptions, serve, type Serving } from './serving.js'
export { type Target, targetOf } from './target.js'
