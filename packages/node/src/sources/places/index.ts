export { connectionOf } from './connection.js'
