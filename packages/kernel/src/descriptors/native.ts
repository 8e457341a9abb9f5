import { allocate, EACCES, EPERM, type Libc, type Memory } from '../native/index.js'
import type { Refusal } from '../proc/index.js'
import { decimal, socketInode } from './link.js'
import { DENIED, type DescriptorReader, type DescriptorVisitor, NO_SOCKET } from './reader.js'

const AT_FDCWD = -100
const DIRECTORY_FLAGS = 0o200000 | 0o2000000 // O_DIRECTORY | O_CLOEXEC
const ENTRIES_BYTES = 32 * 1024
const LINK_BYTES = 64
const PATH_BYTES = 4096

/** struct linux_dirent64: inode, offset, u16 length of the record, type, name. */
const RECORD_LENGTH_AT = 16
const NAME_AT = 19

/**
 * getdents64 and readlinkat straight into one buffer: the name that the kernel
 * wrote is the argument of the next call, and no string is made. The kernel's
 * own share of readlinkat is most of what remains.
 *
 * readlinkat rather than statx, which is a little cheaper: a stat follows the
 * link and so can hang on a dead network file system.
 */
export class NativeDescriptors implements DescriptorReader {
  readonly #libc: Libc
  readonly #entries: Memory
  readonly #link: Memory
  readonly #path: Memory
  readonly #encoder = new TextEncoder()

  constructor(libc: Libc) {
    this.#libc = libc
    this.#entries = allocate(libc, ENTRIES_BYTES)
    this.#link = allocate(libc, LINK_BYTES)
    this.#path = allocate(libc, PATH_BYTES)
  }

  walk(directory: string, visitor: DescriptorVisitor): 'walked' | Refusal {
    const fd = this.#libc.openat(AT_FDCWD, this.#pathOf(`${directory}/fd`), DIRECTORY_FLAGS, 0)
    if (fd < 0) return this.#refusal()
    try {
      for (;;) {
        const length = this.#libc.getdents64(fd, this.#entries.address, ENTRIES_BYTES)
        if (length < 0) return this.#refusal()
        const outcome = length === 0 ? 'walked' : this.#readEntries(fd, length, visitor)
        if (outcome !== 'more') return outcome
      }
    } finally {
      this.#libc.close(fd)
    }
  }

  inodeAt(directory: string, descriptor: number): number {
    return this.#inodeOf(AT_FDCWD, this.#pathOf(`${directory}/fd/${descriptor}`))
  }

  #readEntries(directory: number, length: number, visitor: DescriptorVisitor): 'more' | 'walked' | 'denied' {
    const { bytes, address } = this.#entries
    let at = 0
    while (at + NAME_AT < length) {
      const size = (bytes[at + RECORD_LENGTH_AT] ?? 0) | ((bytes[at + RECORD_LENGTH_AT + 1] ?? 0) << 8)
      const descriptor = this.#number(at + NAME_AT)
      if (descriptor >= 0 && visitor.wants(descriptor)) {
        const inode = this.#inodeOf(directory, address + at + NAME_AT)
        if (inode === DENIED) return 'denied'
        if (inode !== NO_SOCKET) visitor.socket(descriptor, inode)
        if (visitor.satisfied()) return 'walked'
      }
      if (size === 0) return 'more'
      at += size
    }
    return 'more'
  }

  #inodeOf(directory: number, path: number): number {
    const length = this.#libc.readlinkat(directory, path, this.#link.address, LINK_BYTES)
    if (length > 0) return socketInode(this.#link.bytes, length)
    // Any other failure: it was closed since it was listed.
    return this.#refusal() === 'denied' ? DENIED : NO_SOCKET
  }

  /** The name at a byte as a number; -1 for `.` and `..`. */
  #number(at: number): number {
    const { bytes } = this.#entries
    const first = bytes[at] ?? 0
    if (first < 0x30 || first > 0x39) return -1
    let end = at + 1
    while (bytes[end] !== 0 && end < ENTRIES_BYTES) end++
    return decimal(bytes, at, end)
  }

  #pathOf(path: string): number {
    const { written } = this.#encoder.encodeInto(`${path}\0`, this.#path.bytes)
    this.#path.bytes[Math.min(written, PATH_BYTES - 1)] = 0
    return this.#path.address
  }

  #refusal(): Refusal {
    const errno = this.#libc.errno()
    return errno === EACCES || errno === EPERM ? 'denied' : 'gone'
  }
}
