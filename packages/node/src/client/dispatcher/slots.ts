import type { IdleLimit } from '../idle/index.js'
import { Slot, type SlotEvents, type SlotOptions } from './slot.js'

/** Connections to one origin; idle ones are used last in, first out, so that those not needed grow old and go. */
export class Slots implements SlotEvents {
  private readonly idle: Slot[] = []
  private readonly ending = new Set<Promise<void>>()
  private sweeper: NodeJS.Timeout | undefined

  constructor(
    private readonly origin: string,
    private readonly options: SlotOptions,
    readonly limit: IdleLimit,
    private readonly clock: { readonly now: () => number; readonly emptied: () => void },
  ) {}

  get available(): number {
    return this.idle.length
  }

  get longestIdleSince(): number {
    return this.idle[0]?.idleSinceMs ?? Number.POSITIVE_INFINITY
  }

  /** An idle connection that the server still keeps, as far as is known, or a new one. */
  take(kind: 'any' | 'new'): Slot {
    const slot = (kind === 'any' ? this.reusable() : undefined) ?? new Slot(this.origin, this.options, this)
    slot.isLeased = true
    slot.isSent = false
    return slot
  }

  /** `broken`: what was on it did not come to its end, so HTTP/1.1 cannot go on. */
  give(slot: Slot, state: 'reusable' | 'broken'): void {
    slot.isLeased = false
    // A broken one stays as it is: that it closes now says nothing about idle connections.
    slot.isSent = state === 'broken'
    slot.idleSinceMs = this.clock.now()
    if (state === 'broken' || !slot.isConnected) return this.discard(slot)
    this.idle.push(slot)
    this.sweeper ??= this.scheduleSweep()
  }

  closedIdle(slot: Slot): void {
    const now = this.clock.now()
    this.limit.closedAfter(now - slot.idleSinceMs, now)
  }

  lost(slot: Slot): void {
    const at = this.idle.indexOf(slot)
    if (at < 0) return
    this.idle.splice(at, 1)
    this.discard(slot)
  }

  /** @returns false: there was none. */
  closeLongestIdle(): boolean {
    const slot = this.idle.shift()
    if (slot !== undefined) this.discard(slot)
    return slot !== undefined
  }

  /** Closes the idle ones; those leased have been given back by then, broken. */
  async destroy(): Promise<void> {
    clearTimeout(this.sweeper)
    while (this.closeLongestIdle());
    await Promise.all(this.ending)
  }

  private reusable(): Slot | undefined {
    const slot = this.idle.pop()
    if (slot === undefined) return undefined
    const now = this.clock.now()
    slot.idleMs = now - slot.idleSinceMs
    if (slot.idleMs <= this.limit.usableMs(now)) return slot
    // The one that was used last is too old: so are all below it.
    this.discard(slot)
    while (this.closeLongestIdle());
    return undefined
  }

  private discard(slot: Slot): void {
    // On its own turn: undici may be in the middle of telling how the connection ended.
    const ended = Promise.resolve()
      .then(() => slot.destroy())
      .then(() => void this.ending.delete(ended))
    this.ending.add(ended)
    if (this.idle.length === 0) this.clock.emptied()
  }

  /** Closes in time what will not be reused, without a timer for each request. */
  private scheduleSweep(): NodeJS.Timeout {
    const now = this.clock.now()
    const dueMs = this.longestIdleSince + this.limit.usableMs(now) - now
    return setTimeout(() => this.sweep(), Math.max(1, Math.ceil(dueMs))).unref()
  }

  private sweep(): void {
    const now = this.clock.now()
    const usableMs = this.limit.usableMs(now)
    while (now - this.longestIdleSince > usableMs) this.closeLongestIdle()
    this.sweeper = this.idle.length > 0 ? this.scheduleSweep() : undefined
  }
}
