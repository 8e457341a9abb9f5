import { type Ending, isAbort } from '../../ledger/index.js'
import type { Request } from './shapes.js'

/** How an exchange ended whose request has just been closed. `error`: what the request failed with. */
export function endingOf(request: Request, error: unknown): Ending {
  const { res, socket } = request
  if (request.upgradeOrConnect === true) return 'upgraded'
  if (res?.complete === true) {
    if (res._dumped === true) return 'discarded'
    return res.destroyed && !res.readableEnded ? 'aborted' : 'read'
  }
  if (error !== undefined) return isAbort(error) ? 'aborted' : 'failed'
  // Cut short with no error told: the peer has ended its side, or somebody here has destroyed it.
  return socket?.readableEnded === true ? 'failed' : 'aborted'
}

/**
 * Node.js says "socket hang up" when the server hung up, and when the program destroyed the request without a reason.
 * Only in the second case the request is destroyed by the time it says so.
 */
export function wasDestroyed(request: Request, error: unknown): boolean {
  return request.destroyed && error instanceof Error && error.message === 'socket hang up'
}
