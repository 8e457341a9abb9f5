import type { Entry } from '../ledger/index.js'
import type { HeldResponse } from '../tracker/index.js'

/**
 * What a test left behind:
 *
 * - `unread`: the response is complete and nobody read its body. A small one pins no connection; a larger one, as an
 *   error page in production, would.
 * - `held`: the body is not done, and holds its connection (or stream)
 * - `dropped`: the response was garbage-collected unread
 * - `reclaimed`: the tracker, in mode `reclaim`, took its connection back from whoever did not read
 * - `pending`: the request has no response headers yet, and nobody waits for it
 */
export type LeakKind = 'unread' | 'held' | 'dropped' | 'reclaimed' | 'pending'

export interface Leak extends HeldResponse {
  readonly kind: LeakKind
}

/** What is wrong with an exchange if the test ends now; undefined when nothing is. */
export function leakKind(entry: Entry): LeakKind | undefined {
  switch (entry.state) {
    case 'queued':
    case 'waiting':
      return 'pending'
    case 'open':
    case 'suspect':
    case 'confirmed':
      return entry.hasBody ? 'held' : undefined
    case 'returned':
      return endedKind(entry)
  }
}

function endedKind({ ending, hasBody, hold }: Entry): LeakKind | undefined {
  switch (ending) {
    case 'collected':
      return 'dropped'
    case 'reclaimed':
      return 'reclaimed'
    case 'read':
      // Undefined: it had no bytes, or is gone, and then nobody can tell any more.
      return hasBody && hold.isConsumed() === false ? 'unread' : undefined
    case 'discarded':
    case 'aborted':
    case 'failed':
    case 'upgraded':
    case undefined:
      return undefined
  }
}
