import type { Socket } from 'node:net'
import { Chain, type Link } from '../../chain/index.js'
import type { IdleLimit } from '../idle/index.js'

/** A socket idle for less was seen alive just now. */
const RESTED_MS = 5
/** Two that die under requests within this time are no coincidence: the server, or the path to it, drops them all. */
const BURST_MS = 250

/** Of all origins. */
export class Tally {
  idle = 0
  promised = 0

  get available(): number {
    return Math.max(0, this.idle - this.promised)
  }
}

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
  /** Promised to requests that wait for a turn before they take theirs. */
  private promised = 0
  private lastAddedMs = 0
  private lastDeathMs = Number.NEGATIVE_INFINITY
  /** Connections opened before are not kept. */
  private trustedFromMs = Number.NEGATIVE_INFINITY

  constructor(
    readonly limit: IdleLimit,
    private readonly tally: Tally,
    private readonly now: () => number,
  ) {}

  get size(): number {
    return this.idle.size
  }

  /** Those that are nobody's. */
  get available(): number {
    return Math.max(0, this.idle.size - this.promised)
  }

  /** Whether the end of the one to be used next may have arrived unseen. */
  get mayHaveEnded(): boolean {
    if (this.idle.size === 0) return false
    const now = this.now()
    return now - this.lastAddedMs >= RESTED_MS || now - this.lastDeathMs < BURST_MS
  }

  /** Since when the one that is idle longest is; Infinity where none is. */
  get since(): number {
    return this.idle.first?.sinceMs ?? Number.POSITIVE_INFINITY
  }

  promise(more: number): void {
    this.promised += more
    this.tally.promised += more
  }

  /** A new connection, not idle yet. */
  opened(socket: Socket): Rest {
    return new Rest(socket, this, this.now())
  }

  /** From now on it is idle. @returns how long it may be, ms. */
  add(rest: Rest): number {
    if (rest.openedMs < this.trustedFromMs) return 0
    this.take(rest)
    const now = this.now()
    rest.isIdle = true
    this.tally.idle += 1
    rest.sinceMs = now
    this.idle.add(rest)
    this.lastAddedMs = now
    return this.limit.usableMs(now)
  }

  /** It is used again, or gone. @returns how long it was idle, ms; undefined: it was not. */
  take(rest: Rest): number | undefined {
    if (!rest.isIdle) return undefined
    rest.isIdle = false
    this.tally.idle -= 1
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

  /** @returns false: there was none. */
  closeLongestIdle(): boolean {
    const longest = this.idle.first
    if (longest !== undefined) this.close(longest)
    return longest !== undefined
  }

  /** Destroys those idle for too long: their timers may be late when the event loop was busy. */
  prune(): void {
    if (this.idle.size === 0) return
    const now = this.now()
    const usableMs = this.limit.usableMs(now)
    this.closeWhile(({ sinceMs }) => now - sinceMs > usableMs)
  }

  private closeWhile(isOver: (rest: Rest) => boolean): void {
    for (let rest = this.idle.first; rest !== undefined && isOver(rest); rest = this.idle.first) this.close(rest)
  }

  private close(rest: Rest): void {
    this.take(rest)
    rest.socket.destroy()
  }
}
