export { NetTcpSource } from './source.js'
