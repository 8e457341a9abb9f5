import type { ReleaseLimits } from './drain.js'

/** The same for the body of a fetch Response. One that the handler still has a reader on is the handler's. */
export async function cancelled(response: Response, limits: ReleaseLimits): Promise<void> {
  const { body } = response
  if (body === null || body.locked) return
  const reader = body.getReader()
  const timer = setTimeout(() => void reader.cancel().catch(() => undefined), limits.ms)
  try {
    await readUpTo(reader, limits)
  } catch {
    // The body failed: so its connection is gone, which is what was wanted.
  } finally {
    clearTimeout(timer)
  }
}

async function readUpTo(reader: ReadableStreamDefaultReader<Uint8Array>, limits: ReleaseLimits): Promise<void> {
  let left = limits.ms === 0 ? 0 : limits.bytes
  while (left > 0) {
    const { done, value } = await reader.read()
    if (done) return
    left -= value.length
  }
  await reader.cancel()
}
