import { HalfopenError } from '@halfopen/core'
import type { PgClient } from './shapes.js'

/** What pg-cursor and pg-query-stream hand to query(). */
interface Submittable {
  submit(): unknown
  handleError(error: Error, connection: unknown): void
}

/** Whoever queries a client that was taken back gets an error that says why, in the manner in which they asked. */
export function refuseQueries(client: PgClient): HalfopenError {
  const error = new HalfopenError('HO_RECLAIMED', 'this pooled client lay idle while others waited for one')
  client.query = (config: unknown, ...rest: unknown[]): unknown => {
    if (isSubmittable(config)) {
      process.nextTick(() => config.handleError(error, client.connection))
      return config
    }
    const callback = rest.find((argument) => typeof argument === 'function') as ((error: Error) => void) | undefined
    if (callback === undefined) return Promise.reject(error)
    process.nextTick(callback, error)
    return undefined
  }
  return error
}

function isSubmittable(config: unknown): config is Submittable {
  return typeof (config as Partial<Submittable> | null)?.submit === 'function'
}
