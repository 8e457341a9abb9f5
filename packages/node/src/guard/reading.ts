import type { Connection } from './connection.js'
import type { Tools } from './keeper.js'
import type { GuardSettings } from './settings.js'
import { sent } from './wire.js'

/** What a client's pace is judged by. */
export type Means = Pick<Tools, 'settings' | 'queues'>

/** What a client has taken, by its kernel's word. */
export interface Witness {
  /** Since when less than the least has been seen to move. */
  readonly at: number
  readonly taken: number
  readonly seenAt: number
}

/**
 * A client's kernel says only in steps that it is read: when a part of its
 * buffer is free again. 95 kB at a time for a steady reader on Linux, up to
 * 1 MB for one that has been fast before.
 */
const LARGEST_STEP = 2 ** 20
/** Where only what our kernel takes is seen, or what an HTTP/2 client's window lets through: a third of 4 MB, half of 6 MB. */
const LARGEST_BLIND_STEP = 4 * 2 ** 20
/** However much may be in flight: a client that reads nothing is closed within ten timeouts, the one before it is looked at included. */
const MOST_TIMEOUTS = 9
/** Who reads as fast as this, or faster, is not taken for stalled when its place is needed. */
const KEEPS_UP_BYTES_PER_SECOND = 100_000
/** An older look says nothing about whether the client stands still now. */
const FRESH_MS = 1_000

/** Looks how much the client has really taken, where the kernel tells. */
export function watch({ mark, raw }: Connection, { queues, settings }: Means, now: number): void {
  if (mark?.waitsFor !== 'reader' || !queues.look(now)) return
  const inFlight = queues.of(raw)
  const before = mark.witness ?? null
  if (inFlight === undefined && before === null) mark.witness = null
  else {
    // Of whom the kernel has told before, and tells nothing now, all has been taken.
    const taken = sent(raw) - (inFlight ?? 0)
    const stands = before !== null && taken - before.taken < enough(now - before.at, settings)
    mark.witness = stands ? { ...before, seenAt: now } : { at: now, taken, seenAt: now }
  }
}

/**
 * As Kestrel has it (MinResponseDataRate): bytes that the client may hold
 * unread are worth the time in which the slowest client allowed reads them.
 */
export function isSlowReader(connection: Connection, settings: GuardSettings, now: number): boolean {
  const { slowReaderTimeoutMs: limitMs, minBytesPerSecond } = settings
  const seen = standstill(connection, now)
  if (seen === undefined) return false
  return seen.ms >= Math.min(limitMs + msFor(seen.held, minBytesPerSecond), limitMs * MOST_TIMEOUTS)
}

/** Under pressure: whether it is sure enough that the client does not read. */
export function readsNothing(connection: Connection, { stallGraceMs }: GuardSettings, now: number): boolean {
  const seen = standstill(connection, now)
  if (seen === undefined || now - seen.at >= FRESH_MS) return false
  return seen.ms >= stallGraceMs + msFor(seen.held, KEEPS_UP_BYTES_PER_SECOND)
}

interface Standstill {
  readonly at: number
  readonly ms: number
  /** How many bytes the client may hold without our seeing whether it reads them. */
  readonly held: number
}

/** undefined: nobody has looked yet. */
function standstill({ mark, raw }: Connection, now: number): Standstill | undefined {
  if (mark?.witness === undefined) return undefined
  const { witness } = mark
  if (witness === null) return { at: now, ms: now - mark.at, held: Math.min(sent(raw), LARGEST_BLIND_STEP) }
  return { at: witness.seenAt, ms: witness.seenAt - witness.at, held: Math.min(witness.taken, LARGEST_STEP) }
}

/** How much has to move within this time. */
export const enough = (ms: number, { minBytesPerSecond }: GuardSettings): number => (minBytesPerSecond * ms) / 1_000

const msFor = (bytes: number, bytesPerSecond: number): number => (bytes * 1_000) / bytesPerSecond
