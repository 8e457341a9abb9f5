import type { SocketHandles } from '@halfopen/kernel'
import type { Hearing } from '../relay/index.js'

/** Hears every segment: tcpi_segs_in grows with acknowledgements and keep-alive probes too. */
export class SegmentHearing implements Hearing {
  #segments: number

  constructor(
    readonly handles: SocketHandles,
    readonly fd: number,
  ) {
    this.#segments = handles.segmentsIn(fd)
  }

  lifeAgeMs(): number {
    const segments = this.handles.segmentsIn(this.fd)
    if (segments === this.#segments) return Infinity
    this.#segments = segments
    return 0
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
