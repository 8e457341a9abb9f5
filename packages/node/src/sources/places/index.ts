export { connectionOf } from './connection.js'
export { originOf, pathOf } from './origins.js'
