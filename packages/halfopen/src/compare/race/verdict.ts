import type { Track } from '../sockets/index.js'

/** More than any answer is late by when the machine is busy. */
const MARGIN_MS = 2000

/** An answer in this time is slow, not lost, however quick the other client was. */
const LEAST_PATIENCE_MS = 5000

/** How much more a connection gets that has had an answer: it may be idle in a pool, and its client busy. */
const IDLE_FACTOR = 4

type Watched = Pick<Track, 'silentMs' | 'last' | 'mayBeIdle'>

/**
 * Whether a client is given up: another one has succeeded, in `slowestSuccessMs` at most, and on every connection that
 * this one has open nothing came or went for `patienceMs`; default as long again and 2 s, and 5 s at least, four times
 * that where its last request was answered. A client without any connection is never given up: it may be computing.
 */
export function isHung(open: readonly Watched[], slowestSuccessMs: number | undefined, patienceMs?: number): boolean {
  if (slowestSuccessMs === undefined || open.length === 0) return false
  const enoughMs = patienceMs ?? Math.max(slowestSuccessMs + MARGIN_MS, LEAST_PATIENCE_MS)
  return open.every(({ silentMs, mayBeIdle }) => silentMs >= (mayBeIdle ? IDLE_FACTOR : 1) * enoughMs)
}
