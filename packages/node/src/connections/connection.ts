import type { Socket } from 'node:net'
import type { Account } from './origins.js'
import type { ConnectionEnd } from './types.js'

/**
 * The story of one client connection, in a few numbers. Times are of the
 * monotonic clock, in whole milliseconds: V8 boxes fractions, each connection
 * has four of them. It holds its socket weakly.
 */
export class Connection {
  /** When it was opened, or first seen. */
  readonly sinceMs: number
  /** Requests sent on it, since it was first seen. */
  uses = 0
  /** Requests that are on it now: more than one with HTTP/2 and pipelining. */
  active = 0
  /** When its current (or latest) use began. */
  usedAtMs = 0
  /** How long it had been idle before that use. */
  idleMs = 0
  /** When it became idle. */
  freedAtMs: number
  /** Bytes received on it when its current use began. */
  bytesAtUse = 0
  /** `Keep-Alive: timeout=N` of its first response. */
  announcedMs: number | undefined
  end: ConnectionEnd | undefined
  isOpen = true

  constructor(
    readonly account: Account,
    readonly socket: WeakRef<Socket>,
    seen: { readonly nowMs: number; readonly isFresh: boolean },
  ) {
    this.sinceMs = seen.nowMs
    this.freedAtMs = seen.nowMs
    this.isFresh = seen.isFresh
  }

  /** Seen from its opening on; false where the tracker came later, and `uses` is the least that it can be. */
  readonly isFresh: boolean

  get origin(): string {
    return this.account.origin
  }
}
