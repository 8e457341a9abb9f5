import type { ClientHttp2Stream } from 'node:http2'
import type { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'

/** RFC 9113 section 7. Written out: node:http2 takes milliseconds to load. */
const NGHTTP2_CANCEL = 8

/** How much of a remainder is worth reading to keep its connection. */
export interface ReleaseLimits {
  readonly bytes: number
  readonly ms: number
}

/** Reads what is left, up to the limits, else closes it. */
export async function drained(body: Readable, limits: ReleaseLimits): Promise<void> {
  if (body.readableEnded || body.destroyed) return
  // What breaks from here on concerns nobody: the handler is done.
  body.on('error', () => undefined)
  let left = limits.bytes
  body.on('data', (chunk: Buffer | string) => {
    left -= chunk.length
    if (left < 0) close(body)
  })
  const timer = setTimeout(() => close(body), limits.ms)
  if (limits.bytes === 0 || limits.ms === 0) close(body)
  await finished(body, { writable: false }).catch(() => undefined)
  clearTimeout(timer)
}

/** An HTTP/2 stream is told why it is reset: the answer is not wanted any more (RFC 9113 section 8.7). */
function close(body: Readable & Partial<Pick<ClientHttp2Stream, 'rstCode' | 'close'>>): void {
  if (body.rstCode !== undefined) body.close?.(NGHTTP2_CANCEL)
  body.destroy()
}
