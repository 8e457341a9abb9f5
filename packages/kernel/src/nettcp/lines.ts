const NEWLINE = 0x0a

/**
 * Cuts a file that comes in chunks into lines. The rest of a chunk moves to
 * the front, where the next chunk is read behind it.
 */
export class LineBuffer {
  readonly bytes: Uint8Array
  /** Bytes at the front that belong to a line whose end has not come yet. */
  kept = 0

  constructor(size: number) {
    this.bytes = new Uint8Array(size)
  }

  clear(): void {
    this.kept = 0
  }

  /**
   * `got` more bytes were read behind the kept ones: calls `take` for each
   * complete line, until it gives a fault, which is returned.
   */
  add(got: number, take: (from: number, to: number) => string | undefined): string | undefined {
    const end = this.kept + got
    let from = 0
    while (from < end) {
      const newline = this.bytes.indexOf(NEWLINE, from)
      if (newline < 0 || newline >= end) break
      const fault = take(from, newline)
      if (fault !== undefined) return fault
      from = newline + 1
    }
    if (from === 0 && end === this.bytes.length) return `a line longer than ${end} bytes`
    this.bytes.copyWithin(0, from, end)
    this.kept = end - from
    return undefined
  }
}
