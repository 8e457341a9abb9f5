import { type Process, processKey } from '@halfopen/core'

type Right = 'readable' | 'denied'

/** Counts the processes that were seen, and those whose descriptors may not be listed. Remembers only who lives. */
export class Access {
  #living = new Map<string, Right>()
  #processes = 0
  #deniedToTheEnd = 0

  /** Takes one look into account. One that was denied while it gave up its rights may be readable later, and the other way round. */
  note(processes: readonly Process[], mayRead: (pid: number) => boolean): void {
    const before = this.#living
    this.#living = new Map()
    for (const process of processes) {
      const key = processKey(process)
      const known = before.get(key)
      if (known === undefined) this.#processes += 1
      this.#living.set(key, known === 'readable' || mayRead(process.pid) ? 'readable' : 'denied')
      before.delete(key)
    }
    this.#deniedToTheEnd += deniedIn(before)
  }

  get processes(): number {
    return this.#processes
  }

  get denied(): number {
    return this.#deniedToTheEnd + deniedIn(this.#living)
  }
}

function deniedIn(rights: ReadonlyMap<string, Right>): number {
  return [...rights.values()].filter((right) => right === 'denied').length
}
