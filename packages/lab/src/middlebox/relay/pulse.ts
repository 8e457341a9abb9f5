/** The share of a core that the work may take: a quarter. Above it the next beat comes later. */
const REST_PER_COST = 3

/** Runs the work again and again, each time when the work itself asks for it; sleeps when there is none. */
export class Pulse {
  #timer: NodeJS.Timeout | undefined
  #immediate: NodeJS.Immediate | undefined
  #stopped = false

  /** @param work Is given the time, and says at what time it wants to run next; Infinity: not until `wake`. */
  constructor(readonly work: (nowMs: number) => number) {}

  wake(): void {
    if (this.#timer === undefined && !this.#stopped) this.#beat()
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
    clearImmediate(this.#immediate)
  }

  /** After a stall of this process, what the kernel holds for it is read before anything is forgotten. */
  readonly #readFirst = (): void => {
    this.#immediate = setImmediate(this.#beat)
  }

  readonly #beat = (): void => {
    // CPU, not wall time: on a busy machine the work waits for its turn, and must not wait again for that.
    const before = process.cpuUsage()
    const nextMs = this.work(performance.now())
    const { user, system } = process.cpuUsage(before)
    const restMs = Math.max(nextMs - performance.now(), ((user + system) / 1000) * REST_PER_COST)
    // Whoever is told of a flow may have stopped it all.
    if (this.#stopped) return
    this.#timer = restMs === Infinity ? undefined : setTimeout(this.#readFirst, Math.min(restMs, LONGEST_REST_MS))
  }
}

/** setTimeout takes no more than 2^31 ms. */
const LONGEST_REST_MS = 3_600_000
