import { allocate, EACCES, EPERM, type Libc, type Memory } from '../native/index.js'
import { socketInode } from './link.js'
import { DENIED, NO_SOCKET } from './reader.js'

/** In place of an inode: there is no such descriptor. */
export const CLOSED = -2

const LINK_BYTES = 64
const NAME_BYTES = 16

/**
 * Reads the links of one directory into a buffer, and makes no string. The
 * kernel's own share of readlinkat is most of what it costs.
 *
 * readlinkat rather than statx, which is a little cheaper: a stat follows the
 * link and so can hang on a dead network file system.
 */
export class LinkReader {
  readonly #libc: Libc
  readonly #link: Memory
  readonly #name: Memory

  constructor(libc: Libc) {
    this.#libc = libc
    this.#link = allocate(libc, LINK_BYTES)
    this.#name = allocate(libc, NAME_BYTES)
  }

  /** By number. An inode, NO_SOCKET, DENIED or CLOSED. */
  inodeOf(directory: number, descriptor: number): number {
    return this.inodeAt(directory, this.#nameOf(descriptor))
  }

  /** By the address of a name or a path. */
  inodeAt(directory: number, name: number): number {
    const length = this.#libc.readlinkat(directory, name, this.#link.address, LINK_BYTES)
    if (length > 0) return socketInode(this.#link.bytes, length)
    const errno = this.#libc.errno()
    return errno === EACCES || errno === EPERM ? DENIED : CLOSED
  }

  #nameOf(descriptor: number): number {
    const { bytes, address } = this.#name
    let at = NAME_BYTES - 1
    bytes[at] = 0
    let rest = descriptor
    do {
      at--
      bytes[at] = 0x30 + (rest % 10)
      rest = Math.floor(rest / 10)
    } while (rest > 0)
    return address + at
  }
}

export const isInode = (inode: number): boolean => inode > NO_SOCKET
