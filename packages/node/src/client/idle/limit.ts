/** Times and bounds that an IdleLimit is held to, ms. */
export interface IdleRules {
  readonly idleTimeoutMs: number
  readonly maxIdleTimeoutMs: number
  readonly idleMarginMs: number
}

/** Endings remembered for one origin. */
const REMEMBERED = 8
/** A lesson is forgotten after this: a server that was restarted or reconfigured is learned anew. */
const FORGET_MS = 600_000
/** Endings closer together than this, at different ages, are a server that stops, not its idle timeout. */
const BURST_MS = 1000
/** Who closes sooner did not wait for an idle timeout: it was done with the connection. */
const LEAST_MS = 10
const MARGIN_SHARE = 0.2
const SAME_AGE_SHARE = 0.25

interface Ending {
  readonly atMs: number
  readonly idleMs: number
}

/**
 * What is known of one server's idle timeout: what it announces, and after how much idle time
 * it was seen to close. Times come from the caller's monotonic clock.
 */
export class IdleLimit {
  private announced: number | undefined
  private endings: Ending[] = []

  constructor(private readonly rules: IdleRules) {}

  /** `Keep-Alive: timeout=N` of the latest response that had one. */
  announce(ms: number): void {
    this.announced = ms
  }

  /** The server closed a connection that had been idle for so long. */
  closedAfter(idleMs: number, nowMs: number): void {
    if (idleMs < LEAST_MS) return
    const last = this.endings.at(-1)
    if (last !== undefined && nowMs - last.atMs < BURST_MS && !isSameAge(last.idleMs, idleMs)) {
      this.endings.pop()
      return
    }
    this.endings.push({ atMs: nowMs, idleMs })
    if (this.endings.length > REMEMBERED) this.endings.shift()
  }

  /** What the server does as far as is known, ms; undefined when nothing is. */
  learnedMs(nowMs: number): number | undefined {
    while (this.endings[0] !== undefined && nowMs - this.endings[0].atMs > FORGET_MS) this.endings.shift()
    let least = this.announced
    for (const { idleMs } of this.endings) least = Math.min(least ?? idleMs, idleMs)
    return least
  }

  /** A connection that has been idle for longer is not reused, ms. */
  usableMs(nowMs: number): number {
    const learned = this.learnedMs(nowMs)
    if (learned === undefined) return Math.min(this.rules.idleTimeoutMs, this.rules.maxIdleTimeoutMs)
    const margin = Math.min(this.rules.idleMarginMs, learned * MARGIN_SHARE)
    return Math.min(learned - margin, this.rules.maxIdleTimeoutMs)
  }
}

const isSameAge = (a: number, b: number) => Math.abs(a - b) <= Math.max(a, b) * SAME_AGE_SHARE
