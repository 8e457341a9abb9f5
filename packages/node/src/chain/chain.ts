/** What can be a link of a chain. */
export interface Link<T> {
  previous: T | undefined
  next: T | undefined
}

/**
 * Exchanges (or leases) in the order in which they began. Entering and leaving costs a few assignments: a Set gives every object a
 * hash and rehashes as it goes, which cost more than all the rest of the tracker.
 */
export class Chain<T extends Link<T>> {
  size = 0
  /** The one that has been here longest. */
  first: T | undefined
  private last: T | undefined

  add(link: T): void {
    link.previous = this.last
    if (this.last === undefined) this.first = link
    else this.last.next = link
    this.last = link
    this.size += 1
  }

  /** It must be a link of this chain. */
  remove(link: T): void {
    const { previous, next } = link
    if (previous === undefined) this.first = next
    else previous.next = next
    if (next === undefined) this.last = previous
    else next.previous = previous
    link.previous = undefined
    link.next = undefined
    this.size -= 1
  }

  /** All of it at this moment: links may leave while somebody goes through. */
  all(): T[] {
    const all: T[] = []
    for (let link = this.first; link !== undefined; link = link.next) all.push(link)
    return all
  }
}
