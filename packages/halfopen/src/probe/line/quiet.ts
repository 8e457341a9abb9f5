import type { TcpInfo } from '@halfopen/kernel'
import type { Span } from '../verdict/index.js'

/** TCP_INFO counts in kernel ticks: CONFIG_HZ is 100 to 1000, so that a time may be off by up to 10 ms. */
const TICK_MS = 10
/** Where the kernel is not asked: a delayed acknowledgement (TCP_DELACK_MIN) and our own lateness. */
const UNSURE_MS = 50

/**
 * When the last segment passed on a connection, in the time of `nowMs`; the
 * answer to a request cannot have been acknowledged before it was written.
 */
export function lastSegmentAt(info: TcpInfo | undefined, { nowMs, wroteMs }: { nowMs: number; wroteMs: number }): Span {
  if (info === undefined) return { atLeast: wroteMs, atMost: wroteMs + UNSURE_MS }
  const sinceMs = Math.min(info.lastAckReceivedMs, info.lastDataReceivedMs, info.lastDataSentMs)
  return within({ atLeast: nowMs - sinceMs - TICK_MS, atMost: nowMs - sinceMs + TICK_MS }, { wroteMs, nowMs })
}

/** When the segment that is being handled came: never after now, and not before the kernel, or this process, last looked. */
export function arrivedAt(
  sinceMs: number | undefined,
  { nowMs, beatMs }: { readonly nowMs: number; readonly beatMs: number },
): Span {
  if (sinceMs === undefined) return { atLeast: Math.min(beatMs, nowMs - TICK_MS), atMost: nowMs }
  return { atLeast: nowMs - sinceMs - TICK_MS, atMost: Math.min(nowMs, nowMs - sinceMs + TICK_MS) }
}

function within({ atLeast, atMost }: Span, { wroteMs, nowMs }: { wroteMs: number; nowMs: number }): Span {
  const from = Math.min(Math.max(atLeast, wroteMs), nowMs)
  return { atLeast: from, atMost: Math.min(Math.max(atMost, from), nowMs) }
}

/** The time between two moments. */
export const between = (from: Span, to: Span): Span => ({
  atLeast: Math.max(0, to.atLeast - from.atMost),
  atMost: Math.max(0, to.atMost - from.atLeast),
})
