import type { Socket } from 'node:net'
import { Chain, type Link } from '../../chain/index.js'
import type { IdleLimit } from '../idle/index.js'

/** A socket idle for less was seen alive just now. */
const RESTED_MS = 5
/** Two that die under requests within this time are no coincidence: the server, or the path to it, drops them all. */
const BURST_MS = 250

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
    readonly openedMs: number,
  ) {}
}

/** Idle sockets of one origin, the one that became idle first at the front. */
export class IdleSockets {
  private readonly idle = new Chain<Rest>()
  private lastAddedMs = 0
  private lastDeathMs = Number.NEGATIVE_INFINITY
  /** Connections opened before are not kept. */
  private trustedFromMs = Number.NEGATIVE_INFINITY

  constructor(
    readonly limit: IdleLimit,
    private readonly now: () => number,
  ) {}

  get size(): number {
    return this.idle.size
  }

  /** Whether the end of the one to be used next may have arrived unseen. */
  get mayHaveEnded(): boolean {
    if (this.idle.size === 0) return false
    const now = this.now()
    return now - this.lastAddedMs >= RESTED_MS || now - this.lastDeathMs < BURST_MS
  }

  get longestIdle(): Rest | undefined {
    return this.idle.first
  }

  /** A new connection, not idle yet. */
  opened(socket: Socket): Rest {
    return new Rest(socket, this, this.now())
  }

  /** From now on it is idle. @returns how long it may be, ms. */
  add(rest: Rest): number {
    if (rest.openedMs < this.trustedFromMs) return 0
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

  /**
   * One that had been idle until it was reused died under its request. The caller will ask again, and may do so a few
   * times only: those that lie as long are as dead; and when a second one dies, so may all be that are open, those too
   * whose answers are still being read.
   */
  diedUnderRequest(idleMs: number, reusedAtMs: number): void {
    const now = this.now()
    this.limit.closedAfter(idleMs, now)
    const isBurst = now - this.lastDeathMs < BURST_MS
    this.lastDeathMs = now
    if (isBurst) this.trustedFromMs = now
    this.closeWhile(({ sinceMs }) => isBurst || sinceMs <= reusedAtMs)
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
