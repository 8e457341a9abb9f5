import type { SocketHandles } from '@halfopen/kernel'
import type { Hearing } from '../relay/index.js'

/** Hears every segment: tcpi_segs_in grows with acknowledgements and keep-alive probes too. */
export class SegmentHearing implements Hearing {
  #segments: number
  #askedMs = performance.now()

  constructor(
    readonly handles: SocketHandles,
    readonly fd: number,
  ) {
    this.#segments = handles.segmentsIn(fd)
  }

  lifeAgeMs(nowMs: number): number {
    const sinceMs = nowMs - this.#askedMs
    this.#askedMs = nowMs
    const segments = this.handles.segmentsIn(this.fd)
    if (segments === this.#segments) return Infinity
    this.#segments = segments
    return this.#newestAgeMs(sinceMs)
  }

  /**
   * The kernel dates data and acknowledgements, but not probes: one of those
   * alone counts as just arrived. None follows another segment within the
   * same second, the shortest keep-alive time (tcp(7), TCP_KEEPIDLE).
   */
  #newestAgeMs(sinceMs: number): number {
    const info = this.handles.info(this.fd)
    if (info === undefined) return 0
    const ageMs = Math.min(info.lastDataReceivedMs, info.lastAckReceivedMs)
    return ageMs < Math.min(sinceMs, 1000) ? ageMs : 0
  }
}

/** The kernel's clock ticks each 1 to 10 ms: without this, rounding would pass for later life. */
const TICK_MS = 10

/** Hears data only, but also what this kernel holds unread, or has yet to deliver. */
export class DataHearing implements Hearing {
  constructor(
    readonly handles: SocketHandles,
    readonly fd: number,
  ) {}

  lifeAgeMs(): number {
    const info = this.handles.info(this.fd)
    if (info === undefined) return Infinity
    if (info.notSentBytes > 0 || info.unackedSegments > 0) return 0
    return Math.min(info.lastDataReceivedMs, info.lastDataSentMs) + TICK_MS
  }
}
