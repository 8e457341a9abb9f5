import type { Readable } from 'node:stream'

/** What has to be read or closed before a connection comes free. */
export type Body = Readable | ReadableStream<Uint8Array>

/** Where responses keep their bodies: fetch, undici and node-fetch; axios; the AWS SDK. */
const PLACES = ['body', 'data', 'Body'] as const

/** The body of a response of any client; undefined where there is none, or nothing that could be released. */
export function bodyOf(response: unknown): Body | undefined {
  if (!(response instanceof Object)) return undefined
  if (isBody(response)) return response
  for (const place of PLACES) {
    const inner = (response as Record<string, unknown>)[place]
    if (isBody(inner)) return inner
  }
  return undefined
}

export function isWebStream(body: Body): body is ReadableStream<Uint8Array> {
  return 'getReader' in body
}

/** Whether somebody reads it now: a listener, a pipe, a reader, undici's text() and its like. */
export function isBeingRead(body: Body): boolean {
  if (isWebStream(body)) return body.locked
  if (body.listenerCount('data') > 0 || body.listenerCount('readable') > 0 || body.readableFlowing === true) return true
  const consuming = Object.getOwnPropertySymbols(body).find(({ description }) => description === 'kConsume')
  return consuming !== undefined && (body as unknown as Record<symbol, unknown>)[consuming] !== null
}

function isBody(value: unknown): value is Body {
  if (!(value instanceof Object)) return false
  const { getReader, read, destroy } = value as Record<string, unknown>
  return typeof getReader === 'function' || (typeof read === 'function' && typeof destroy === 'function')
}
