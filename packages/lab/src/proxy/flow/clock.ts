/** Monotonic ms. */
export const monotonic = (): number => performance.now()

/** Sleeps that can all be ended early. */
export class Sleeps {
  readonly #sleeping = new Set<() => void>()

  /** True after at least `ms`, false when `cancelAll` came before. */
  sleep(ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const due = monotonic() + ms
      let timer: NodeJS.Timeout
      const end = (elapsed: boolean) => {
        clearTimeout(timer)
        this.#sleeping.delete(cancel)
        resolve(elapsed)
      }
      const cancel = () => end(false)
      // A Node.js timer may fire up to 1 ms early.
      const wake = () => {
        const left = due - monotonic()
        if (left <= 0) end(true)
        else timer = setTimeout(wake, left)
      }
      this.#sleeping.add(cancel)
      timer = setTimeout(wake, Math.max(0, ms))
    })
  }

  cancelAll(): void {
    for (const cancel of this.#sleeping) cancel()
  }
}
