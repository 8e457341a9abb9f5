import { closeSync, openSync, readSync } from 'node:fs'

/** struct pollfd: int fd, short events, short revents. */
const ENTRY_BYTES = 8
/** A poll over more descriptors is an event loop, which waits for nothing in particular. */
const MOST_ENTRIES = 16

/** The descriptors that a thread polls, from its process's memory; none where that may not be read. */
export function polledDescriptors(directory: string, at: number, count: number): readonly number[] {
  if (!Number.isSafeInteger(at) || !(count >= 1 && count <= MOST_ENTRIES)) return []
  const bytes = new Uint8Array(count * ENTRY_BYTES)
  let memory: number
  try {
    memory = openSync(`${directory}/mem`, 'r')
  } catch {
    // Without the right to read its memory there is no answer.
    return []
  }
  try {
    return descriptorsIn(bytes.subarray(0, readSync(memory, bytes, 0, bytes.length, at)))
  } catch {
    // The thread went on and the memory is gone.
    return []
  } finally {
    closeSync(memory)
  }
}

/** Negative descriptors are entries that poll(2) ignores. */
export function descriptorsIn(entries: Uint8Array): readonly number[] {
  const view = new DataView(entries.buffer, entries.byteOffset, entries.length)
  const found: number[] = []
  for (let at = 0; at + ENTRY_BYTES <= entries.length; at += ENTRY_BYTES) {
    const descriptor = view.getInt32(at, true)
    if (descriptor >= 0) found.push(descriptor)
  }
  return found
}
