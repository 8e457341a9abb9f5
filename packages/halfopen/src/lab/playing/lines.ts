import type { Output } from '../../host/index.js'

/** More than this waits for nobody: whoever reads so slowly has lost the thread. */
const MAX_WAITING_BYTES = 2 ** 20

/** Prints lines as fast as they are read; what comes faster is dropped and counted, not kept in memory. */
export class Lines {
  readonly #output: Output
  readonly #as: 'text' | 'json'
  #notShown = 0

  constructor(output: Output, as: 'text' | 'json') {
    this.#output = output
    this.#as = as
  }

  /** One line, or several that belong together. */
  print(line: string): void {
    if ((this.#output.writableLength ?? 0) > MAX_WAITING_BYTES) {
      this.#notShown += 1
      return
    }
    this.ownUp()
    this.#output.write(`${line}\n`)
  }

  /** Tells how many were dropped, if any. */
  ownUp(): void {
    const count = this.#notShown
    this.#notShown = 0
    if (count === 0) return
    const text = `… ${count} ${count === 1 ? 'line' : 'lines'} not shown: they were read too slowly`
    this.#output.write(`${this.#as === 'json' ? JSON.stringify({ linesNotShown: count }) : text}\n`)
  }
}
