/** So much one laboratory remembers of what clients sent: 16 MiB. */
export const MEMORY_BYTES = 16 * 2 ** 20

/** What an item is beside its texts, roughly: objects, numbers, its place in a map. */
const OVERHEAD_BYTES = 512

interface Bounds {
  /** Default: as many as fit. */
  readonly items?: number
  readonly bytes: number
}

interface Held {
  readonly bytes: number
  readonly forgotten: () => void
}

/** Remembers what came last, up to a number and a weight; what came first is forgotten first. */
export class Recent<T> implements Iterable<T> {
  readonly #bounds: Required<Bounds>
  /** In the order in which they came. */
  readonly #held = new Map<T, Held>()
  #bytes = 0

  constructor({ items = Number.POSITIVE_INFINITY, bytes }: Bounds) {
    this.#bounds = { items, bytes }
  }

  /** `forgotten` is called when it has to make room, not when it is deleted. */
  add(item: T, texts: Iterable<string>, forgotten: () => void = () => undefined): void {
    const bytes = weigh(texts)
    this.#held.set(item, { bytes, forgotten })
    this.#bytes += bytes
    for (const [oldest, held] of this.#held) {
      if (this.#held.size <= this.#bounds.items && this.#bytes <= this.#bounds.bytes) return
      this.delete(oldest)
      held.forgotten()
    }
  }

  delete(item: T): void {
    this.#bytes -= this.#held.get(item)?.bytes ?? 0
    this.#held.delete(item)
  }

  [Symbol.iterator](): Iterator<T> {
    return this.#held.keys()
  }
}

/** V8 keeps what HTTP lets through in one byte a character. */
function weigh(texts: Iterable<string>): number {
  let bytes = OVERHEAD_BYTES
  for (const text of texts) bytes += text.length
  return bytes
}
