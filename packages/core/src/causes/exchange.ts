import { silenceMs } from '../history/index.js'
import { TCP_STATES } from '../words/index.js'
import { largest, smallest } from './extremes.js'
import type { Scene } from './scene.js'
import { THRESHOLDS as T } from './thresholds.js'

/**
 * What the ages and counts in tcp_info say about the last request and response
 * on a connection. The kernel knows no HTTP; it knows who sent last, and how
 * many segments carried data.
 */

/** A jiffy is 4 ms at HZ=250: ages that differ by less are equal. */
const JIFFY_MS = 4

/** Segments with data that one request takes: one in clear; a TLS handshake, headers and a body make it ten at most. */
const ONE_REQUEST_SEGMENTS = 10

/** The same back, for a request with a large body: a handshake in two, headers, and a short body. */
const ONE_RESPONSE_SEGMENTS = 4

/** `HTTP/1.1 200 OK` and an empty line; an HTTP/2 preface with its answer is longer. PONG and its like are not. */
const SMALLEST_RESPONSE_BYTES = 19

/** The other side has sent data, and after this side did: a response has come. */
export function answered({ columns: c }: Scene, row: number): boolean {
  return (c.dataSegmentsIn[row] ?? 0) > 0 && (c.lastDataReceivedMs[row] ?? 0) <= (c.lastDataSentMs[row] ?? 0) + JIFFY_MS
}

/** This side has sent data and nothing has come since: a request waits for its response. */
export function awaiting(scene: Scene, row: number): boolean {
  return (scene.columns.dataSegmentsOut[row] ?? 0) > 0 && !answered(scene, row)
}

/** This side has had data and sent nothing since: the other side waits for a response. */
export function owesAnswer({ columns: c }: Scene, row: number): boolean {
  const received = (c.dataSegmentsIn[row] ?? 0) > 0
  const sentSince =
    (c.dataSegmentsOut[row] ?? 0) > 0 && (c.lastDataSentMs[row] ?? 0) <= (c.lastDataReceivedMs[row] ?? 0) + JIFFY_MS
  return received && !sentSince
}

/** At most one request can have gone over it: one segment out, or one segment back. */
export function usedOnce({ columns: c }: Scene, row: number): boolean {
  return (c.dataSegmentsOut[row] ?? 0) <= 1 || (c.dataSegmentsIn[row] ?? 0) <= 1
}

/** So few segments that it may have carried one request only, TLS handshake included. */
export function usedLittle(scene: Scene, row: number): boolean {
  const { dataSegmentsOut, dataSegmentsIn } = scene.columns
  return (dataSegmentsOut[row] ?? 0) <= ONE_REQUEST_SEGMENTS || (dataSegmentsIn[row] ?? 0) <= ONE_RESPONSE_SEGMENTS
}

/** Enough bytes for an HTTP response: a pool of another protocol may have done no more than greet. */
export function holdsHttp({ columns: c }: Scene, row: number): boolean {
  return (c.bytesReceived[row] ?? 0) >= SMALLEST_RESPONSE_BYTES
}

export function isEstablished({ columns: c }: Scene, row: number): boolean {
  return c.state[row] === TCP_STATES.ESTABLISHED
}

export function isCloseWait({ columns: c }: Scene, row: number): boolean {
  return c.state[row] === TCP_STATES['CLOSE-WAIT']
}

export function isConnecting({ columns: c }: Scene, row: number): boolean {
  return c.state[row] === TCP_STATES['SYN-SENT'] || c.state[row] === TCP_STATES['SYN-RECEIVED']
}

export function isOwned({ columns: c }: Scene, row: number): boolean {
  return (c.owner[row] ?? -1) >= 0
}

export function silence(scene: Scene, row: number): number {
  return silenceMs(scene.table, row)
}

/** Longest silence among the rows, ms. */
export function oldestSilence(scene: Scene, rows: readonly number[]): number {
  return largest(rows, (row) => silence(scene, row))
}

/** In CLOSE-WAIT the last acknowledgment came with the FIN, or after it: at least this long has the peer been gone. */
export function sinceFinMs({ columns: c }: Scene, row: number): number {
  return c.lastAckReceivedMs[row] ?? 0
}

/**
 * The most requests that were under way at the same time, judging by the last
 * exchange of each connection. A pool never needs more connections than that:
 * forty connections of which never two were busy at once were not reused.
 */
export function mostAtOnce({ columns: c }: Scene, rows: readonly number[]): number {
  const begins = new Float64Array(rows.length)
  const ends = new Float64Array(rows.length)
  for (const [i, row] of rows.entries()) {
    const sentMs = c.lastDataSentMs[row] ?? 0
    // It was opened before it was sent: three round trips at most, with TLS.
    begins[i] = -(sentMs + 3 * ((c.rttUs[row] ?? 0) / 1000) + JIFFY_MS)
    ends[i] = -Math.min(c.lastDataReceivedMs[row] ?? 0, sentMs)
  }
  return deepestOverlap(begins.sort(), ends.sort())
}

/** Of intervals given by their sorted begins and ends; an end at the moment of a begin still counts. */
function deepestOverlap(begins: Float64Array, ends: Float64Array): number {
  let deepest = 0
  let ended = 0
  for (const [begun, begin] of begins.entries()) {
    while ((ends[ended] ?? Number.POSITIVE_INFINITY) < begin) ended++
    deepest = Math.max(deepest, begun + 1 - ended)
  }
  return deepest
}

/** Connections were opened one after another, and for several times the usual pause none has been. */
export function hasStopped({ columns: c }: Scene, rows: readonly number[]): boolean {
  const openedMs = (row: number) => c.lastDataSentMs[row] ?? 0
  const newestMs = smallest(rows, openedMs)
  const meanPauseMs = (largest(rows, openedMs) - newestMs) / Math.max(1, rows.length - 1)
  return newestMs >= Math.max(T.plateauMs, 5 * meanPauseMs)
}
