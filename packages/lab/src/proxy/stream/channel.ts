import { Bell } from './bell.js'
import type { Chunk, Ending } from './chunk.js'

/** What a chunk costs beside its bytes: a Buffer and an object, so that a flood of tiny chunks is bounded too. */
const CHUNK_OVERHEAD_BYTES = 256

const SEVERITY = { open: 0, 'half-close': 1, close: 2, reset: 3 } as const

/**
 * Chunks on the way from one writer to one reader, and how the stream ends.
 * `put` never refuses: a writer puts what it has and then waits while the
 * channel is full, so a channel holds at most its capacity and one chunk.
 */
export class Channel {
  readonly #capacity: number
  #chunks: Chunk[] = []
  #first = 0
  #weight = 0
  #ending: Ending | undefined
  /** Rings when a chunk or the ending has come. */
  readonly arrivals = new Bell()
  /** Rings when a full channel has room again. */
  readonly room = new Bell()

  constructor(capacityBytes: number) {
    this.#capacity = capacityBytes
  }

  get isFull(): boolean {
    return this.#weight >= this.#capacity
  }

  /** How the stream ends, once every chunk before that has been taken. */
  get ending(): Ending | undefined {
    return this.#first === this.#chunks.length ? this.#ending : undefined
  }

  /** After the end nothing can follow: it is dropped. */
  put(chunk: Chunk): void {
    if (this.#ending !== undefined || chunk.data.length === 0) return
    this.#chunks.push(chunk)
    this.#weight += weigh(chunk)
    this.arrivals.ring()
  }

  /** A half-closed stream can still be closed or reset; nothing undoes that. */
  end(ending: Ending): void {
    if (SEVERITY[ending] <= SEVERITY[this.#ending ?? 'open']) return
    this.#ending = ending
    this.arrivals.ring()
  }

  take(): Chunk | undefined {
    const chunk = this.#chunks[this.#first]
    if (chunk === undefined) return undefined
    this.#first += 1
    this.#weight -= weigh(chunk)
    if (this.#first === this.#chunks.length) this.#forgetTaken()
    if (!this.isFull) this.room.ring()
    return chunk
  }

  /** Hands everything over, the ending too: this channel is out of use. */
  pourInto(next: Channel): void {
    for (let chunk = this.take(); chunk !== undefined; chunk = this.take()) next.put(chunk)
    if (this.#ending !== undefined) next.end(this.#ending)
    this.room.ring()
  }

  #forgetTaken(): void {
    this.#chunks = []
    this.#first = 0
  }
}

const weigh = ({ data }: Chunk): number => data.length + CHUNK_OVERHEAD_BYTES
