import { type Body, bodyOf, isBeingRead, isWebStream } from './body.js'
import { drained, type ReleaseLimits } from './drain.js'
import { cancelled } from './fetch-body.js'
import { RELEASE_LIMITS } from './with-response.js'

/**
 * Gives back the connection of a response that nobody is going to read: a small
 * remainder is read and thrown away, so that the connection can be used again;
 * else it is closed.
 *
 * Takes what any client answers with: a Response of `fetch` or node-fetch, the
 * result of undici.request or its body, an IncomingMessage, an HTTP/2 stream, a
 * response of axios with `responseType: 'stream'`, a stream of got, the output
 * of the AWS SDK's GetObject. What has been read, is being read, or is none of
 * these, is left alone. It never throws and never rejects.
 *
 * @param limits `bytes`: most to read. Default: 64 KiB. `ms`: most time to take. Default: 2 s. 0 closes at once.
 */
export async function discard(response: unknown, limits: Partial<ReleaseLimits> = {}): Promise<void> {
  try {
    const body = bodyOf(response)
    // undici begins to read one microtask after text() and its like were called.
    await Promise.resolve()
    if (body !== undefined && !isBeingRead(body)) await giveBack(body, { ...RELEASE_LIMITS, ...limits })
  } catch {
    // A response may be anything, and what breaks when it is given up concerns nobody.
  }
}

async function giveBack(body: Body, limits: ReleaseLimits): Promise<void> {
  await (isWebStream(body) ? cancelled(body, limits) : drained(body, limits))
}
