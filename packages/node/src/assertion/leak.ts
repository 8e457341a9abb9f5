import { type Entry, isRedirect } from '../ledger/index.js'
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

function endedKind(entry: Entry): LeakKind | undefined {
  switch (entry.ending) {
    case 'collected':
      return 'dropped'
    case 'reclaimed':
      return 'reclaimed'
    case 'read':
      return isUnread(entry) ? 'unread' : undefined
    case 'released':
    case 'unseen':
    case 'discarded':
    case 'aborted':
    case 'failed':
    case 'upgraded':
    case undefined:
      return undefined
  }
}

function isUnread({ client, status, hasBody, hold }: Entry): boolean {
  // A redirect is fetch's own, followed or refused, unless `redirect: 'manual'` asked for it: nobody can tell.
  if (!hasBody || (client === 'fetch' && isRedirect(status))) return false
  // Undefined: it had no bytes, or is gone, and then nobody can tell any more.
  return hold.isConsumed() === false
}
