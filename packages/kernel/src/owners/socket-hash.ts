export const NOBODY = -1

/**
 * The sockets of one look by inode: open addressing over typed arrays, because
 * a Map of 100,000 numbers costs several times the memory and the garbage
 * collector's time. Inodes are handed out in sequence (get_next_ino in
 * fs/inode.c), so their low bits are a good hash as they are.
 */
export class SocketHash {
  #inodes = new Uint32Array(64)
  #used = 0
  /** What tells a recycled inode from the one before: see identity. */
  identity = new Float64Array(64)
  /** Slot of the process that holds it, or NOBODY. */
  owner = new Int32Array(64)
  /** How many looks did not find an owner. */
  misses = new Uint8Array(64)
  /** Number of the look from which it is searched for again. */
  retryAt = new Uint32Array(64)

  get length(): number {
    return this.#used
  }

  /** Forgets everything and makes room: at most half full. Shrinks only when far too large. */
  reset(sockets: number): void {
    this.#used = 0
    const capacity = this.#inodes.length
    if (capacity >= sockets * 2 && capacity <= Math.max(sockets, 8) * 16) {
      this.#inodes.fill(0)
      return
    }
    let size = 64
    while (size < sockets * 2) size *= 2
    this.#inodes = new Uint32Array(size)
    this.identity = new Float64Array(size)
    this.owner = new Int32Array(size)
    this.misses = new Uint8Array(size)
    this.retryAt = new Uint32Array(size)
  }

  /** Position of the inode, or -1. Good until `reset`. Inode 0 is nobody's and never found. */
  find(inode: number): number {
    const at = this.#probe(inode)
    return inode !== 0 && this.#inodes[at] === inode ? at : -1
  }

  /** Position of the inode, added if it is not there. `reset` made the room. */
  add(inode: number, identity: number): number {
    const at = this.#probe(inode)
    if (this.#inodes[at] === inode) return at
    this.#used++
    this.#inodes[at] = inode
    this.identity[at] = identity
    this.owner[at] = NOBODY
    this.misses[at] = 0
    this.retryAt[at] = 0
    return at
  }

  #probe(inode: number): number {
    const inodes = this.#inodes
    const mask = inodes.length - 1
    let at = inode & mask
    while (inodes[at] !== inode && inodes[at] !== 0) at = (at + 1) & mask
    return at
  }
}
