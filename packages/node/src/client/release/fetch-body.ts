import type { ReleaseLimits } from './drain.js'

/** The same for a web stream, such as the body of a fetch Response. One that has a reader is that reader's. */
export async function cancelled(body: ReadableStream<Uint8Array>, limits: ReleaseLimits): Promise<void> {
  if (body.locked) return
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
