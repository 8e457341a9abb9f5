/** What long polls wait for. */
export class Bell {
  readonly #waiting = new Set<(message: string) => void>()

  /** Tells everyone who waits; how many that were. */
  ring(message: string): number {
    const heard = [...this.#waiting]
    for (const hear of heard) hear(message)
    return heard.length
  }

  /** Resolves at the next ring; rejects when the signal aborts. */
  async wait(signal: AbortSignal): Promise<string> {
    signal.throwIfAborted()
    let hear: (message: string) => void = () => undefined
    let stop = () => undefined as void
    try {
      return await new Promise<string>((resolve, reject) => {
        hear = resolve
        stop = () => reject(signal.reason as Error)
        this.#waiting.add(hear)
        signal.addEventListener('abort', stop)
      })
    } finally {
      this.#waiting.delete(hear)
      signal.removeEventListener('abort', stop)
    }
  }
}
