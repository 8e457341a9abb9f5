export { armKeepAlive, type KeepAlive } from './keep-alive.js'
