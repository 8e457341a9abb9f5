import type { ConnectionTable } from '../connection/index.js'
import { TIMERS } from '../words/index.js'
import { IdentityIndex } from './identity.js'

/** What only a second look can tell of a connection, as columns beside the table's. */
export interface TrackColumns {
  /** Row in the previous look, -1 where it was not there. */
  readonly previousRow: Int32Array
  /** Time of the look that saw it first, ms. */
  readonly firstSeenMs: Float64Array
  /** Time of the look that last saw bytes acknowledged, received, or read, ms. */
  readonly progressMs: Float64Array
  /** Time since which what is unread has lain there, and none was read, ms; that of the present look where nothing is. */
  readonly unreadSinceMs: Float64Array
  /** The silence after which this look sees the connection in use again, ms; 0 where it was not used since the last. */
  readonly reuseGapMs: Float64Array
  /** Looks in a row that saw the same data unacknowledged and retransmitted. */
  readonly troubledLooks: Uint16Array
}

/** Carries facts about each connection from look to look. */
export class Tracks {
  columns: TrackColumns
  /** Rows of the previous table that are not in this one. */
  readonly gone: number[] = []
  readonly #table: ConnectionTable
  readonly #atMs: number

  private constructor(table: ConnectionTable, atMs: number) {
    this.#table = table
    this.#atMs = atMs
    this.columns = allocate(table.length)
  }

  /** Follows `table`, seen at `atMs`, on from the previous look. */
  static follow(
    table: ConnectionTable,
    atMs: number,
    previous: { tracks: Tracks; table: ConnectionTable } | null,
  ): Tracks {
    const tracks = new Tracks(table, atMs)
    tracks.#begin()
    if (previous !== null) tracks.#carryFrom(previous.tracks, previous.table)
    return tracks
  }

  #begin(): void {
    this.columns.previousRow.fill(-1)
    this.columns.firstSeenMs.fill(this.#atMs)
    this.columns.progressMs.fill(this.#atMs)
    for (let row = 0; row < this.#table.length; row++) this.columns.unreadSinceMs[row] = this.#arrivedMs(row)
  }

  #carryFrom(before: Tracks, old: ConnectionTable): void {
    const index = new IdentityIndex(old)
    const seen = new Uint8Array(old.length)
    for (let row = 0; row < this.#table.length; row++) {
      const was = index.find(this.#table, row)
      if (was < 0) continue
      seen[was] = 1
      this.#carry(row, { tracks: before, old, was })
    }
    for (let row = 0; row < old.length; row++) if (seen[row] === 0) this.gone.push(row)
  }

  #carry(row: number, from: { tracks: Tracks; old: ConnectionTable; was: number }): void {
    const { previousRow, firstSeenMs, progressMs, unreadSinceMs, reuseGapMs, troubledLooks } = this.columns
    const before = from.tracks.columns
    const { was, old } = from
    previousRow[row] = was
    firstSeenMs[row] = before.firstSeenMs[was] ?? this.#atMs
    if (!progressed(this.#table, row, old, was)) progressMs[row] = before.progressMs[was] ?? this.#atMs
    if (hasUnread(old, was)) {
      const lies = hasUnread(this.#table, row) && !wasRead(this.#table, row, old, was)
      unreadSinceMs[row] = lies ? (before.unreadSinceMs[was] ?? this.#atMs) : this.#atMs
    }
    reuseGapMs[row] = this.#reuseGap(row, from)
    troubledLooks[row] = this.#troubled(row, old, was) ? Math.min(65_535, (before.troubledLooks[was] ?? 0) + 1) : 0
  }

  /** The kernel tells when the last of it came: all that is unread has been there at least as long. */
  #arrivedMs(row: number): number {
    const c = this.#table.columns
    return hasUnread(this.#table, row) && c.hasInfo[row] === 1
      ? this.#atMs - (c.lastDataReceivedMs[row] ?? 0)
      : this.#atMs
  }

  /** A connection that was silent at the last look and has carried data since has been reused after that silence. */
  #reuseGap(row: number, { tracks, old, was }: { tracks: Tracks; old: ConnectionTable; was: number }): number {
    const c = this.#table.columns
    if (c.hasInfo[row] !== 1 || (c.dataSegmentsOut[row] ?? 0) <= (old.columns.dataSegmentsOut[was] ?? 0)) return 0
    const elapsed = this.#atMs - tracks.#atMs
    const silence = silenceMs(old, was)
    return silence + Math.max(0, elapsed - silenceMs(this.#table, row))
  }

  #troubled(row: number, old: ConnectionTable, was: number): boolean {
    const c = this.#table.columns
    if (c.timer[row] !== TIMERS.retransmit || (c.retransmits[row] ?? 0) === 0) return false
    return c.bytesAcked[row] === old.columns.bytesAcked[was]
  }
}

/** Time since data went in either direction, ms. */
export function silenceMs(table: ConnectionTable, row: number): number {
  const c = table.columns
  return Math.min(c.lastDataSentMs[row] ?? 0, c.lastDataReceivedMs[row] ?? 0)
}

function progressed(now: ConnectionTable, row: number, old: ConnectionTable, was: number): boolean {
  const a = now.columns
  const b = old.columns
  return (
    a.bytesAcked[row] !== b.bytesAcked[was] ||
    a.bytesReceived[row] !== b.bytesReceived[was] ||
    a.receiveQueueBytes[row] !== b.receiveQueueBytes[was] ||
    a.state[row] !== b.state[was]
  )
}

function hasUnread({ columns: c }: ConnectionTable, row: number): boolean {
  return (c.receiveQueueBytes[row] ?? 0) > 0
}

/** Bytes were read between the looks. Without tcp_info only the queue tells, which then shrinks. */
function wasRead(now: ConnectionTable, row: number, old: ConnectionTable, was: number): boolean {
  const read = ({ columns: c }: ConnectionTable, at: number) =>
    (c.bytesReceived[at] ?? 0) - (c.receiveQueueBytes[at] ?? 0)
  return read(now, row) > read(old, was) + FIN
}

/** Counted among the bytes received in some states and not in others. */
const FIN = 1

function allocate(length: number): TrackColumns {
  return {
    previousRow: new Int32Array(length),
    firstSeenMs: new Float64Array(length),
    progressMs: new Float64Array(length),
    unreadSinceMs: new Float64Array(length),
    reuseGapMs: new Float64Array(length),
    troubledLooks: new Uint16Array(length),
  }
}
