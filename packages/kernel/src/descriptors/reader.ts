import type { Refusal } from '../proc/index.js'

/** In place of an inode. */
export const NO_SOCKET = 0
/** Listing descriptors and reading their links are two permissions: root without all capabilities may have only the first. */
export const DENIED = -1

/** Takes what a walk finds. One object per scanner: a walk makes none. */
export interface DescriptorVisitor {
  /** Whether this descriptor must be read at all. */
  wants(descriptor: number): boolean
  /** A descriptor that is a socket; may come twice in one walk. */
  socket(descriptor: number, inode: number): void
  /** Asked after each descriptor: true ends the walk. */
  satisfied(): boolean
}

/** Reads which sockets a process holds, from the links in /proc/PID/fd. */
export interface DescriptorReader {
  /** `directory` is /proc/PID; `expected` how many descriptors it has, null where that is not known. */
  walk(directory: string, expected: number | null, visitor: DescriptorVisitor): 'walked' | Refusal
  /** Inode of the socket at one descriptor, NO_SOCKET or DENIED. */
  inodeAt(directory: string, descriptor: number): number
}
