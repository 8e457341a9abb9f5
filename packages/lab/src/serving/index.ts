export { type Address, hostPort, type ListenOptions, serve, type Serving } from './serving.js'
