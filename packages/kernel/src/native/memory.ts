import type { Libc } from './libc.js'

/**
 * Memory that the kernel writes into: two views of one buffer, and its
 * address. The backing store of an ArrayBuffer does not move, so the address
 * is good for as long as this object is referenced.
 */
export interface Memory {
  readonly bytes: Uint8Array
  readonly words: Uint32Array
  readonly address: number
}

export function allocate(libc: Libc, size: number): Memory {
  const buffer = new ArrayBuffer(size)
  return { bytes: new Uint8Array(buffer), words: new Uint32Array(buffer), address: libc.addressOf(buffer) }
}
