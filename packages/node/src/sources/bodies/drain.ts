import type { Readable } from 'node:stream'
import { giveUp } from './give-up.js'

/** How much to read, and how to know that the response is complete. */
export interface DrainOptions {
  /** Most bytes to read and throw away, beyond those the stream has buffered already. */
  readonly bytes: number
  /** Most time to take, in milliseconds. */
  readonly ms: number
  /** Whether the library saw the end of the response, and so has its connection back, or gets it in this tick. */
  isDone(): boolean
  /** Gives the connection up, with the stream: called when it was more, took longer or failed. */
  destroy(): void
}

/**
 * Reads what is left of a body nobody reads, so that its connection can be used
 * again. The stream then ends with an error, not with an end: whoever reads it
 * after all must not take what is left for the whole.
 *
 * @returns false when it was more, took longer or failed.
 */
export async function drainBody(body: Readable, options: DrainOptions): Promise<boolean> {
  // What the stream holds already costs nothing to throw away.
  const state = { left: options.bytes + body.readableLength }
  return await new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer)
      body.off('readable', pull).off('end', finish).off('close', finish)
      // In this very tick: the stream would tell its end in the next.
      const isDone = options.isDone()
      if (isDone) giveUp(body)
      else options.destroy()
      resolve(isDone)
    }
    const pull = (): void => {
      const allowed = discard(body, state)
      if (options.isDone() || !allowed) finish()
    }
    const timer = setTimeout(finish, options.ms).unref()
    body.on('readable', pull).once('end', finish).once('close', finish)
    pull()
  })
}

/** Takes what is buffered; false once it is more than allowed. */
function discard(body: Readable, state: { left: number }): boolean {
  for (let chunk = body.read(); chunk !== null; chunk = body.read()) {
    state.left -= (chunk as Buffer).length
    if (state.left < 0) return false
  }
  return true
}
