import type { Socket } from 'node:net'
import { Chain, type Link } from '../../chain/index.js'
import type { IdleLimit } from '../idle/index.js'

/** A socket idle for less was seen alive just now. */
const RESTED_MS = 5

/** A connection of an agent, and since when it is idle. */
export class Rest implements Link<Rest> {
  isIdle = false
  sinceMs = 0
  previous: Rest | undefined
  next: Rest | undefined

  constructor(
    readonly socket: Socket,
    /** Those to the same origin. */
    readonly among: IdleSockets,
  ) {}
}

/** Idle sockets of one origin, the one that became idle first at the front. */
export class IdleSockets {
  private readonly idle = new Chain<Rest>()
  private lastAddedMs = 0

  constructor(
    readonly limit: IdleLimit,
    private readonly now: () => number,
  ) {}

  get size(): number {
    return this.idle.size
  }

  /** Whether the one to be used next has been idle long enough for its end to have arrived unseen. */
  get hasRested(): boolean {
    return this.idle.size > 0 && this.now() - this.lastAddedMs >= RESTED_MS
  }

  get longestIdle(): Rest | undefined {
    return this.idle.first
  }

  /** From now on it is idle. @returns how long it may be, ms. */
  add(rest: Rest): number {
    if (rest.isIdle) this.idle.remove(rest)
    const now = this.now()
    rest.isIdle = true
    rest.sinceMs = now
    this.idle.add(rest)
    this.lastAddedMs = now
    return this.limit.usableMs(now)
  }

  /** It is used again, or gone. @returns how long it was idle, ms; undefined: it was not. */
  take(rest: Rest): number | undefined {
    if (!rest.isIdle) return undefined
    rest.isIdle = false
    this.idle.remove(rest)
    return this.now() - rest.sinceMs
  }

  /** The server ended it while nothing was asked on it. */
  closedByServer(rest: Rest): void {
    const idleMs = this.take(rest)
    if (idleMs !== undefined) this.limit.closedAfter(idleMs, this.now())
  }

  /** Destroys those that were idle then, and have not been used since. */
  closeIdleSince(ms: number): void {
    this.closeWhile(({ sinceMs }) => sinceMs <= ms)
  }

  /** Destroys those idle for too long: their timers may be late when the event loop was busy. */
  prune(): void {
    if (this.idle.size === 0) return
    const now = this.now()
    const usableMs = this.limit.usableMs(now)
    this.closeWhile(({ sinceMs }) => now - sinceMs > usableMs)
  }

  private closeWhile(isOver: (rest: Rest) => boolean): void {
    for (let rest = this.idle.first; rest !== undefined && isOver(rest); rest = this.idle.first) {
      this.take(rest)
      rest.socket.destroy()
    }
  }
}
