export { type HttpTarget, parseTarget, type Target } from './target.js'
