import type { Entry } from '../ledger/index.js'

/** Whoever has begun to read gets this many times the patience: slow work between two reads is no leak. */
const READER_PATIENCE = 3

/** Follows, look by look, whether anybody reads. */
export class Progress {
  /** @param everyMs the time between two looks, in milliseconds. */
  constructor(private readonly everyMs: number) {}

  /** Takes a look. */
  look(entry: Entry, now: number): void {
    const before = entry.look
    const bytesRead = entry.hold.bytesRead()
    const bufferedBytes = entry.hold.bufferedBytes()
    // What nobody counts (an agent may carry requests over any Duplex) does not stand still.
    const isSame = before !== undefined && before.bytesRead === bytesRead && before.bufferedBytes === bufferedBytes
    const stands = isSame && bytesRead !== undefined
    const unread = before !== undefined && isUnread(entry, stands, bufferedBytes)
    // A process that was stopped, or whose event loop was blocked, could not read: such a gap counts as one look.
    const passed = before === undefined ? 0 : Math.min(now - before.at, 2 * this.everyMs)
    // Whole milliseconds: V8 boxes fractions.
    entry.look = {
      at: Math.trunc(now),
      bytesRead,
      bufferedBytes,
      unreadMs: unread ? before.unreadMs + Math.trunc(passed) : 0,
    }
  }

  unreadMs(entry: Entry): number {
    return entry.look?.unreadMs ?? 0
  }

  /** Whether nobody has read for longer than is allowed. */
  isStuck(entry: Entry, allowedMs: number): boolean {
    const patience = entry.hold.isConsumed() === true ? READER_PATIENCE : 1
    return this.unreadMs(entry) >= allowedMs * patience
  }
}

/**
 * Bytes wait and none of them moves, or nothing that could read has ever
 * touched the body; then more may even come, until the buffers are full.
 * What is there to be used goes unused when nothing is under way, and nothing was since the look before.
 */
function isUnread({ hold }: Entry, stands: boolean, buffered: number | undefined): boolean {
  if (hold.isIdle !== undefined) return stands && hold.isIdle()
  if (hold.waitsForPeer?.() === true) return false
  return (stands && (buffered ?? 0) > 0) || hold.isConsumed() === false
}
