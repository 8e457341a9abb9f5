import { HalfopenError } from '@halfopen/core'
import { allocate, EACCES, EMFILE, ENFILE, EPERM, errnoName, type Libc, type Memory } from '../native/index.js'
import type { Refusal } from '../proc/index.js'
import { EntryReader } from './entries.js'
import { CLOSED, isInode, LinkReader } from './links.js'
import { DENIED, type DescriptorReader, type DescriptorVisitor, NO_SOCKET } from './reader.js'

const AT_FDCWD = -100
const DIRECTORY_FLAGS = 0o200000 | 0o2000000 // O_DIRECTORY | O_CLOEXEC
const PATH_BYTES = 4096

/** More gaps than this among the numbers, and listing them is cheaper than trying them. */
const mostGaps = (expected: number): number => 32 + expected / 8

/**
 * Descriptors are numbered from 0 without gaps, nearly (the lowest free number
 * is given first, POSIX), and how many there are is known: so the numbers are
 * tried one after the other, which spares listing the directory, a third of
 * the whole cost. Where there are many gaps the rest is listed.
 */
export class NativeDescriptors implements DescriptorReader {
  readonly #libc: Libc
  readonly #links: LinkReader
  readonly #entries: EntryReader
  readonly #path: Memory
  readonly #encoder = new TextEncoder()

  constructor(libc: Libc) {
    this.#libc = libc
    this.#links = new LinkReader(libc)
    this.#entries = new EntryReader(libc)
    this.#path = allocate(libc, PATH_BYTES)
  }

  walk(directory: string, expected: number | null, visitor: DescriptorVisitor): 'walked' | Refusal {
    const fd = this.#libc.openat(AT_FDCWD, this.#pathOf(`${directory}/fd`), DIRECTORY_FLAGS, 0)
    if (fd < 0) return this.#refusal(directory)
    try {
      const tried = this.#try(fd, expected ?? 0, visitor)
      return typeof tried === 'number' ? this.#list(fd, tried, visitor) : tried
    } finally {
      this.#libc.close(fd)
    }
  }

  inodeAt(directory: string, descriptor: number): number {
    const inode = this.#links.inodeAt(AT_FDCWD, this.#pathOf(`${directory}/fd/${descriptor}`))
    return inode === CLOSED ? NO_SOCKET : inode
  }

  /** Tries numbers until all descriptors are found; the number from which on to list where there are too many gaps. */
  #try(directory: number, expected: number, visitor: DescriptorVisitor): 'walked' | 'denied' | number {
    let gaps = 0
    let descriptor = 0
    for (; descriptor - gaps < expected; descriptor++) {
      if (!visitor.wants(descriptor)) continue
      const inode = this.#links.inodeOf(directory, descriptor)
      if (inode === DENIED) return 'denied'
      if (isInode(inode)) visitor.socket(descriptor, inode)
      if (visitor.satisfied()) return 'walked'
      if (inode === CLOSED && ++gaps > mostGaps(expected)) return descriptor + 1
    }
    return expected === 0 ? 0 : 'walked'
  }

  #list(directory: number, from: number, visitor: DescriptorVisitor): 'walked' | 'denied' {
    const end = this.#entries.each(directory, (descriptor) => {
      if (descriptor < from || !visitor.wants(descriptor)) return undefined
      const inode = this.#links.inodeOf(directory, descriptor)
      if (inode === DENIED) return 'denied'
      if (isInode(inode)) visitor.socket(descriptor, inode)
      return visitor.satisfied() ? 'walked' : undefined
    })
    return end ?? 'walked'
  }

  #pathOf(path: string): number {
    const { written } = this.#encoder.encodeInto(path, this.#path.bytes.subarray(0, PATH_BYTES - 1))
    this.#path.bytes[written] = 0
    return this.#path.address
  }

  /** As for other files: this program's own want of descriptors does not mean that a process has ended. */
  #refusal(directory: string): Refusal {
    const errno = this.#libc.errno()
    if (errno === EMFILE || errno === ENFILE)
      throw new HalfopenError('HO_PROC_READ', `${errnoName(errno)}: ${directory}`)
    return errno === EACCES || errno === EPERM ? 'denied' : 'gone'
  }
}
