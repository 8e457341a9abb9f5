import type { SocketSink } from '../sockets/index.js'
import { Cursor } from './cursor.js'
import { LineBuffer } from './lines.js'
import { addLine, type TableRequest } from './row.js'

/** procfs gives a page at a time; this many bytes at once spare calls where it gives more. */
const CHUNK_BYTES = 64 * 1024
const buffer = new LineBuffer(CHUNK_BYTES)
const cursor = new Cursor()

/** Reads one of the two tables. Total: any bytes give rows or a fault. */
export class TableParser {
  readonly #request: TableRequest
  readonly #sink: SocketSink
  #heading = true

  constructor(request: TableRequest, sink: SocketSink) {
    this.#request = request
    this.#sink = sink
  }

  /** `read` fills the bytes from a position on and says how many; 0 at the end. The fault, or undefined. */
  readAll(read: (bytes: Uint8Array, at: number) => number): string | undefined {
    buffer.clear()
    const take = (from: number, to: number) => this.#take(from, to)
    for (;;) {
      const got = read(buffer.bytes, buffer.kept)
      if (got === 0) return buffer.kept === 0 ? undefined : 'the last line is cut short'
      const fault = buffer.add(got, take)
      if (fault !== undefined) return fault
    }
  }

  #take(from: number, to: number): string | undefined {
    if (this.#heading) {
      this.#heading = false
      return undefined
    }
    cursor.start(buffer.bytes, from, to)
    return addLine(cursor, this.#request, this.#sink)
  }
}
