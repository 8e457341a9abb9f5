import type { Socket } from 'node:net'
import type { IdleLimit } from '../idle/index.js'

/** A socket idle for less was seen alive just now. */
const RESTED_MS = 5

/** Idle sockets of one origin, the one that became idle first at the front. */
export class IdleSockets {
  private readonly since = new Map<Socket, number>()
  private lastAddedMs = 0

  constructor(
    readonly limit: IdleLimit,
    private readonly now: () => number,
  ) {}

  get size(): number {
    return this.since.size
  }

  /** Whether the one to be used next has been idle long enough for its end to have arrived unseen. */
  get hasRested(): boolean {
    return this.since.size > 0 && this.now() - this.lastAddedMs >= RESTED_MS
  }

  get longestIdle(): { readonly socket: Socket; readonly sinceMs: number } | undefined {
    for (const [socket, sinceMs] of this.since) return { socket, sinceMs }
    return undefined
  }

  /** From now on it is idle. @returns how long it may be, ms. */
  add(socket: Socket): number {
    const now = this.now()
    this.since.set(socket, now)
    this.lastAddedMs = now
    return this.limit.usableMs(now)
  }

  /** It is used again, or gone. @returns how long it was idle, ms; undefined: it was not. */
  take(socket: Socket): number | undefined {
    const sinceMs = this.since.get(socket)
    this.since.delete(socket)
    return sinceMs === undefined ? undefined : this.now() - sinceMs
  }

  /** The server ended it while nothing was asked on it. */
  closedByServer(socket: Socket): void {
    const idleMs = this.take(socket)
    if (idleMs !== undefined) this.limit.closedAfter(idleMs, this.now())
  }

  /** Destroys those that were idle then, and have not been used since. */
  closeIdleSince(ms: number): void {
    for (const [socket, sinceMs] of this.since) {
      if (sinceMs > ms) return
      this.since.delete(socket)
      socket.destroy()
    }
  }

  /** Destroys those idle for too long: their timers may be late when the event loop was busy. */
  prune(): void {
    const now = this.now()
    const usableMs = this.limit.usableMs(now)
    for (const [socket, sinceMs] of this.since) {
      if (now - sinceMs <= usableMs) return
      this.since.delete(socket)
      socket.destroy()
    }
  }
}
