import { bodyOf, isWebStream } from './body.js'
import { drained, type ReleaseLimits } from './drain.js'
import { cancelled } from './fetch-body.js'

/** What holds a connection until its body has ended: of `fetch`, of undici.request, or of http.request. */
export type Releasable = Response | { readonly body: NodeJS.ReadableStream } | NodeJS.ReadableStream

export const RELEASE_LIMITS: ReleaseLimits = { bytes: 65_536, ms: 2000 }

/**
 * Runs `handler` with the response and releases the connection when it ends, whether it returns or throws: a remainder
 * of the body is read and thrown away as long as it is small, else the connection is closed.
 *
 * @param response what `fetch` or undici.request promise, or an IncomingMessage
 * @param limits `bytes` (default 64 KiB): more is not worth a connection that is kept. `ms` (default 2 s): a server
 * that takes longer over so little is not either. 0 closes at once.
 * @returns what the handler returns; what it throws is thrown. It does not fail because of the release.
 */
export async function withResponse<R extends Releasable, T>(
  response: R | PromiseLike<R>,
  handler: (response: R) => T | PromiseLike<T>,
  limits: Partial<ReleaseLimits> = {},
): Promise<T> {
  const given = await response
  try {
    return await handler(given)
  } finally {
    await release(given, { ...RELEASE_LIMITS, ...limits })
  }
}

async function release(response: Releasable, limits: ReleaseLimits): Promise<void> {
  const body = bodyOf(response)
  if (body === undefined) return
  await (isWebStream(body) ? cancelled(body, limits) : drained(body, limits))
}
