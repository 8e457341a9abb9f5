import type { UndiciRequest } from './shapes.js'

/** What undici's fetch aborts a request with once its Response was garbage-collected. Source: undici lib/web/fetch/response.js */
export const COLLECTED = 'Response object has been garbage collected'

type Abort = (reason?: unknown) => unknown
/** A Request's method is given what aborts it: undici 6 and 7, and 8. */
type Begin = (this: unknown, abort: Abort, ...rest: unknown[]) => unknown

/**
 * Tells when somebody lets the response go: cancels its body, aborts its signal, or was collected as garbage. Nothing
 * else tells where a small response is complete: undici then has nothing left to abort, but is asked to all the same.
 */
export function onLetGo(request: UndiciRequest, tell: (reason: unknown) => void): void {
  const methods = request as Partial<Record<'onConnect' | 'onRequestStart', Begin>>
  for (const name of ['onConnect', 'onRequestStart'] as const) {
    const begin = methods[name]
    if (begin === undefined) continue
    methods[name] = function (abort, ...rest) {
      const told: Abort = (reason) => {
        tell(reason)
        return abort(reason)
      }
      return begin.call(this, told, ...rest)
    }
  }
}
