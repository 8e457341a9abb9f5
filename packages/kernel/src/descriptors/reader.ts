import type { Refusal } from '../proc/index.js'

/** Takes what a walk finds. One object per scanner: a walk makes none. */
export interface DescriptorVisitor {
  /** Whether this descriptor must be read at all. */
  wants(descriptor: number): boolean
  /** A descriptor that is a socket. */
  socket(descriptor: number, inode: number): void
  /** Asked after each descriptor: true ends the walk. */
  satisfied(): boolean
}

/** In place of an inode. */
export const NO_SOCKET = 0
/** Listing descriptors and reading their links are two permissions: root without all capabilities may have only the first. */
export const DENIED = -1

/** Reads which sockets a process holds, from the links in /proc/PID/fd. */
export interface DescriptorReader {
  /** `directory` is /proc/PID. */
  walk(directory: string, visitor: DescriptorVisitor): 'walked' | Refusal
  /** Inode of the socket at one descriptor, NO_SOCKET or DENIED. */
  inodeAt(directory: string, descriptor: number): number
}
