export { type Ending, SocketEndings } from './endings.js'
