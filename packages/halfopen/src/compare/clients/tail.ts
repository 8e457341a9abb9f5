/** The last bytes of an output that may be endless. */
export class Tail {
  readonly #most: number
  #chunks: Buffer[] = []
  #length = 0
  #dropped = 0

  /** Keeps `most` bytes; default 64 KiB. */
  constructor(most = 64 * 1024) {
    this.#most = most
  }

  /** Bytes that came before those that are kept. */
  get dropped(): number {
    return this.#dropped
  }

  add(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#length += chunk.length
    // Joined only now and then: an output of many small pieces stays cheap.
    if (this.#length > 2 * this.#most) this.#cut()
  }

  get text(): string {
    this.#cut()
    return Buffer.concat(this.#chunks).toString('utf8')
  }

  #cut(): void {
    const all = Buffer.concat(this.#chunks)
    const kept = all.subarray(Math.max(0, all.length - this.#most))
    this.#dropped += all.length - kept.length
    // A copy: a view would keep the whole flood in memory.
    this.#chunks = [Buffer.from(kept)]
    this.#length = kept.length
  }
}
