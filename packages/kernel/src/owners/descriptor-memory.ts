/**
 * Which socket each descriptor of a process was at the last walk, so that the
 * next walk reads only those that can have changed. Four bytes a descriptor.
 */
export class DescriptorMemory {
  #inodes = new Uint32Array(64)

  at(descriptor: number): number {
    return this.#inodes[descriptor] ?? 0
  }

  set(descriptor: number, inode: number): void {
    if (descriptor >= this.#inodes.length) {
      const grown = new Uint32Array(Math.max(this.#inodes.length * 2, descriptor + 1))
      grown.set(this.#inodes)
      this.#inodes = grown
    }
    this.#inodes[descriptor] = inode
  }
}
