import type { Asker } from './types.js'

/** A request that waits for a connection. */
export interface Waiter<H extends Asker> {
  readonly holder: H
  readonly timer: NodeJS.Timeout
}

/** First come, first served; leaving from the middle costs nothing. */
export class WaitingRoom<H extends Asker> {
  private readonly waiters = new Map<H, Waiter<H>>()

  get size(): number {
    return this.waiters.size
  }

  get first(): Waiter<H> | undefined {
    for (const waiter of this.waiters.values()) return waiter
    return undefined
  }

  enter(waiter: Waiter<H>): void {
    this.waiters.set(waiter.holder, waiter)
  }

  /** @returns false when it was not there any more. */
  leave(holder: H): boolean {
    if (this.waiters.size === 0) return false
    const waiter = this.waiters.get(holder)
    if (waiter === undefined) return false
    clearTimeout(waiter.timer)
    return this.waiters.delete(holder)
  }

  holders(): H[] {
    return [...this.waiters.keys()]
  }
}
