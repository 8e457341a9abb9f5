export { NetTcpSource, type Place } from './source.js'
