import type { Track } from '../sockets/index.js'

/** More than any answer is late by when the machine is busy. */
const MARGIN_MS = 2000

type Watched = Pick<Track, 'silentMs' | 'last'>

/**
 * Whether a client hangs: another one has succeeded, in `slowestSuccessMs` at most, and on every connection that this
 * one has open nothing came or went for as long again and 2 s. A client without any connection is never said to hang:
 * it may be computing.
 */
export function isHung(open: readonly Watched[], slowestSuccessMs: number | undefined): boolean {
  if (slowestSuccessMs === undefined || open.length === 0) return false
  return open.every(({ silentMs }) => silentMs >= slowestSuccessMs + MARGIN_MS)
}
