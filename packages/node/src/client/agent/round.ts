import { Chain, type Link } from '../../chain/index.js'

/** Who is looked at in every round until he leaves. */
export interface Watched<T> extends Link<T> {
  look(): void
}

/**
 * Looks at whatever is under way, at all of it in one go: a timer for each exchange costs more than its bytes do. Runs
 * only while there is something to look at, and keeps no process alive.
 */
export class Round<T extends Watched<T>> {
  private readonly watched = new Chain<T>()
  private timer: NodeJS.Timeout | undefined

  /** Between two rounds, as exact as timers are. */
  readonly everyMs: number

  constructor(everyMs: number) {
    this.everyMs = Math.max(1, Math.ceil(everyMs))
  }

  enter(one: T): void {
    this.watched.add(one)
    this.timer ??= setInterval(() => this.go(), this.everyMs).unref()
  }

  /** It must have entered. */
  leave(one: T): void {
    this.watched.remove(one)
  }

  private go(): void {
    if (this.watched.size > 0) {
      for (const one of this.watched.all()) one.look()
      return
    }
    clearInterval(this.timer)
    this.timer = undefined
  }
}
