/** Wakes the one who waits: without a memory, so look first, wait after. */
export class Bell {
  #wake: (() => void) | undefined

  wait(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }

  ring(): void {
    const wake = this.#wake
    this.#wake = undefined
    wake?.()
  }
}
