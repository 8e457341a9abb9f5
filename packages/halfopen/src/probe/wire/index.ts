export { NUDGE, type Request, requestText, sleepPath } from './request.js'
export { type Response, ResponseReader } from './response.js'
