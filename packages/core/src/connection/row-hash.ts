/**
 * Rows of a table by a hash of their facts: open addressing over one typed
 * array, as 100,000 rows are indexed anew at each look.
 */
export class RowHash {
  readonly #slots: Int32Array
  readonly #mask: number

  /** @param rows how many will be inserted at most */
  constructor(rows: number) {
    let size = 64
    while (size < rows * 2) size *= 2
    this.#slots = new Int32Array(size).fill(-1)
    this.#mask = size - 1
  }

  insert(hash: number, row: number): void {
    let slot = hash & this.#mask
    while ((this.#slots[slot] ?? -1) >= 0) slot = (slot + 1) & this.#mask
    this.#slots[slot] = row
  }

  /** The row with this hash that matches, or -1. */
  find(hash: number, matches: (row: number) => boolean): number {
    let slot = hash & this.#mask
    for (;;) {
      const row = this.#slots[slot] ?? -1
      if (row < 0 || matches(row)) return row
      slot = (slot + 1) & this.#mask
    }
  }
}
