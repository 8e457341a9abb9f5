import { type ConnectionTable, RowHash } from '../connection/index.js'

/**
 * Finds a connection of one look in the next one. Identity is the namespace
 * and the kernel's cookie; where the source has no cookie (/proc/net/tcp), the
 * four-tuple. TIME-WAIT keeps the cookie of the connection it was.
 */
export class IdentityIndex {
  readonly #table: ConnectionTable
  readonly #rows: RowHash

  constructor(table: ConnectionTable) {
    this.#table = table
    this.#rows = new RowHash(table.length)
    for (let row = 0; row < table.length; row++) this.#rows.insert(identityHash(table, row), row)
  }

  /** Row in the indexed table of the connection that stands at `row` of `other`, or -1. */
  find(other: ConnectionTable, row: number): number {
    return this.#rows.find(identityHash(other, row), (candidate) => sameConnection(this.#table, candidate, other, row))
  }
}

function identityHash(table: ConnectionTable, row: number): number {
  const c = table.columns
  const cookie = c.cookie[row] ?? 0
  if (cookie !== 0) return Math.imul((cookie % 2 ** 32) ^ (c.namespace[row] ?? 0), 0x9e3779b1) >>> 8
  let h = ((c.localPort[row] ?? 0) << 16) ^ (c.remotePort[row] ?? 0)
  h = Math.imul(h ^ (c.local[row * 4 + 3] ?? 0), 0x9e3779b1)
  return Math.imul(h ^ (c.remote[row * 4 + 3] ?? 0), 0x85ebca6b) >>> 8
}

function sameConnection(a: ConnectionTable, i: number, b: ConnectionTable, j: number): boolean {
  const x = a.columns
  const y = b.columns
  if (x.namespace[i] !== y.namespace[j] || x.cookie[i] !== y.cookie[j]) return false
  if (x.localPort[i] !== y.localPort[j] || x.remotePort[i] !== y.remotePort[j]) return false
  if (x.cookie[i] !== 0) return true
  for (let word = 0; word < 4; word++) {
    if (x.local[i * 4 + word] !== y.local[j * 4 + word]) return false
    if (x.remote[i * 4 + word] !== y.remote[j * 4 + word]) return false
  }
  return true
}
