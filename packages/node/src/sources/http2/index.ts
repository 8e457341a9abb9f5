export { http2Source } from './source.js'
