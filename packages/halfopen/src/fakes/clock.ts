import type { Clock } from '../host/index.js'

/** Time that passes only when somebody sleeps, or when a look takes its time. */
export class FakeClock implements Clock {
  nowMs = 0
  readonly slept: number[] = []
  /** Called after each sleep: a test ends the waiting here. */
  afterSleep: () => void = () => undefined

  now(): number {
    return this.nowMs
  }

  date(): Date {
    return new Date(Date.UTC(2026, 10, 21, 1, 15) + this.nowMs)
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return
    this.slept.push(ms)
    this.nowMs += ms
    this.afterSleep()
  }
}
