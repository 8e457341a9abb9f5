import type { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'

/** How much of a remainder is worth reading to keep its connection. */
export interface ReleaseLimits {
  readonly bytes: number
  readonly ms: number
}

/** Reads what is left, up to the limits, else destroys it. */
export async function drained(body: Readable, limits: ReleaseLimits): Promise<void> {
  if (body.readableEnded || body.destroyed) return
  // What breaks from here on concerns nobody: the handler is done.
  body.on('error', () => undefined)
  let left = limits.bytes
  body.on('data', (chunk: Buffer | string) => {
    left -= chunk.length
    if (left < 0) body.destroy()
  })
  const timer = setTimeout(() => body.destroy(), limits.ms)
  if (limits.bytes === 0 || limits.ms === 0) body.destroy()
  await finished(body, { writable: false }).catch(() => undefined)
  clearTimeout(timer)
}
