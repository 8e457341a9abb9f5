import type { ConnectionTable } from './table.js'

/**
 * Finds the other end of a connection when it lives on this host: the row
 * whose local and remote endpoints are swapped, in any scanned namespace.
 * That is what tells a culprit from its victim.
 */
export class PeerIndex {
  readonly #table: ConnectionTable
  readonly #slots: Int32Array
  readonly #mask: number

  constructor(table: ConnectionTable) {
    this.#table = table
    let size = 64
    while (size < table.length * 2) size *= 2
    this.#slots = new Int32Array(size).fill(-1)
    this.#mask = size - 1
    const { local, localPort, remote, remotePort } = table.columns
    for (let row = 0; row < table.length; row++) {
      this.#slots[
        this.#probe(hash({ words: local, ports: localPort }, { words: remote, ports: remotePort }, row), () => false)
      ] = row
    }
  }

  /** Row of the other end, or -1 where it is not on this host. */
  peerOf(row: number): number {
    const { local, localPort, remote, remotePort } = this.#table.columns
    const slot = this.#probe(
      hash({ words: remote, ports: remotePort }, { words: local, ports: localPort }, row),
      (other) => this.#swapped(row, other),
    )
    return this.#slots[slot] ?? -1
  }

  #probe(start: number, matches: (row: number) => boolean): number {
    let slot = start & this.#mask
    for (;;) {
      const row = this.#slots[slot] ?? -1
      if (row < 0 || matches(row)) return slot
      slot = (slot + 1) & this.#mask
    }
  }

  #swapped(row: number, other: number): boolean {
    const { local, localPort, remote, remotePort } = this.#table.columns
    if (localPort[row] !== remotePort[other] || remotePort[row] !== localPort[other]) return false
    for (let word = 0; word < 4; word++) {
      if (local[row * 4 + word] !== remote[other * 4 + word]) return false
      if (remote[row * 4 + word] !== local[other * 4 + word]) return false
    }
    return true
  }
}

interface Ends {
  readonly words: Uint32Array
  readonly ports: Uint16Array
}

function hash(near: Ends, far: Ends, row: number): number {
  let h = ((near.ports[row] ?? 0) << 16) | (far.ports[row] ?? 0)
  for (let word = 0; word < 4; word++) {
    h = Math.imul(h ^ (near.words[row * 4 + word] ?? 0), 0x9e3779b1)
    h = Math.imul((h ^ (h >>> 15)) + (far.words[row * 4 + word] ?? 0), 0x85ebca6b)
  }
  return (h ^ (h >>> 13)) >>> 0
}
