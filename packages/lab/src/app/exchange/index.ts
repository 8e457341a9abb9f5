export { type Answer, type Asked, type Headers } from './answer.js'
export { Exchange, LAB_HEADER } from './exchange.js'
