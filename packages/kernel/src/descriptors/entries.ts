import { allocate, type Libc, type Memory } from '../native/index.js'
import { decimal } from './link.js'

const ENTRIES_BYTES = 32 * 1024

/** struct linux_dirent64: inode, offset, u16 length of the record, type, name. */
const RECORD_LENGTH_AT = 16
const NAME_AT = 19

/** Lists the numbers in an open directory through getdents64. */
export class EntryReader {
  readonly #libc: Libc
  readonly #memory: Memory

  constructor(libc: Libc) {
    this.#libc = libc
    this.#memory = allocate(libc, ENTRIES_BYTES)
  }

  /** Until `visit` gives something, which is returned; undefined at the end, and where the directory is gone. */
  each<T>(directory: number, visit: (number: number) => T | undefined): T | undefined {
    for (;;) {
      const length = this.#libc.getdents64(directory, this.#memory.address, ENTRIES_BYTES)
      if (length <= 0) return undefined
      const end = this.#eachOf(length, visit)
      if (end !== undefined) return end
    }
  }

  #eachOf<T>(length: number, visit: (number: number) => T | undefined): T | undefined {
    const { bytes } = this.#memory
    let at = 0
    while (at + NAME_AT < length) {
      const size = (bytes[at + RECORD_LENGTH_AT] ?? 0) | ((bytes[at + RECORD_LENGTH_AT + 1] ?? 0) << 8)
      const number = numberAt(bytes, at + NAME_AT)
      const end = number < 0 ? undefined : visit(number)
      if (end !== undefined || size === 0) return end
      at += size
    }
    return undefined
  }
}

/** The name at a byte as a number; -1 for `.` and `..`. */
function numberAt(bytes: Uint8Array, from: number): number {
  const first = bytes[from] ?? 0
  if (first < 0x30 || first > 0x39) return -1
  return decimal(bytes, from, bytes.indexOf(0, from))
}
