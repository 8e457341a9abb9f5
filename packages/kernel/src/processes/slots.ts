/**
 * Small numbers for things that come and go. A number is given again only
 * after `recycle`: until then somebody may still remember it.
 */
export class Slots<T> {
  readonly #taken: (T | undefined)[] = []
  #free: number[] = []
  #emptied: number[] = []

  /** The number that `occupy` will give. */
  get next(): number {
    return this.#free.at(-1) ?? this.#taken.length
  }

  occupy(value: T): void {
    const slot = this.#free.pop()
    if (slot === undefined) this.#taken.push(value)
    else this.#taken[slot] = value
  }

  at(slot: number): T | undefined {
    return slot < 0 ? undefined : this.#taken[slot]
  }

  empty(slot: number): void {
    this.#taken[slot] = undefined
    this.#emptied.push(slot)
  }

  recycle(): void {
    if (this.#emptied.length === 0) return
    this.#free = this.#free.concat(this.#emptied)
    this.#emptied = []
  }
}
