import type { EventEmitter } from 'node:events'

/** What undici's own handlers fill: `res` of request(), stream() and pipeline(), `body` of fetch. */
interface Filled {
  readonly res?: EventEmitter | null
  readonly body?: unknown
  readonly callback?: unknown
  /** What an interceptor wraps, where it can be seen. */
  readonly handler?: object
}

/** Whether somebody hears of an error of this exchange without reading its body, so that it does not end the process. */
export function isHeard(given: object): boolean {
  const { res, body, callback, handler } = given as Filled
  // request() has told its caller of the response, and leaves the rest to the body.
  if (res !== undefined && res !== null) return res.listenerCount('error') > 0
  // fetch listens for itself.
  if (body !== undefined && callback === undefined) return true
  return handler !== undefined && isHeard(handler)
}
