import { isLoopback } from '../words/index.js'
import { RowHash } from './row-hash.js'
import type { ConnectionTable } from './table.js'

/**
 * Finds the other end of a connection when it lives on this host: the row
 * whose local and remote endpoints are swapped, in any scanned namespace.
 * That is what tells a culprit from its victim.
 */
export class PeerIndex {
  readonly #table: ConnectionTable
  readonly #rows: RowHash

  constructor(table: ConnectionTable) {
    this.#table = table
    this.#rows = new RowHash(table.length)
    const { local, localPort, remote, remotePort } = table.columns
    for (let row = 0; row < table.length; row++) {
      this.#rows.insert(hash({ words: local, ports: localPort }, { words: remote, ports: remotePort }, row), row)
    }
  }

  /**
   * Row of the other end, or -1 where it is not on this host. Two namespaces may
   * hold the same endpoints; the own one comes first, and loopback never leaves it.
   */
  peerOf(row: number): number {
    const { local, localPort, remote, remotePort, namespace } = this.#table.columns
    const theirs = hash({ words: remote, ports: remotePort }, { words: local, ports: localPort }, row)
    const here = (other: number) => namespace[other] === namespace[row] && this.#swapped(row, other)
    const near = this.#rows.find(theirs, here)
    if (near >= 0 || isLoopback(this.#table.remoteAddress(row))) return near
    return this.#rows.find(theirs, (other) => this.#swapped(row, other))
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
