import { Chain } from '../../chain/index.js'
import type { Asker } from './types.js'

/** First come, first served; leaving from the middle costs nothing. */
export class WaitingRoom<H extends Asker> {
  private readonly waiters = new Chain<Asker>()

  get size(): number {
    return this.waiters.size
  }

  get first(): H | undefined {
    return this.waiters.first as H | undefined
  }

  enter(asker: H, timer: NodeJS.Timeout): void {
    asker.patience = timer
    this.waiters.add(asker)
  }

  /** @returns false when it was not there any more. */
  leave(asker: H): boolean {
    if (asker.patience === undefined) return false
    clearTimeout(asker.patience)
    asker.patience = undefined
    this.waiters.remove(asker)
    return true
  }

  all(): H[] {
    return this.waiters.all() as H[]
  }
}
