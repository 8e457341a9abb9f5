import type { Finding, HalfopenError } from '@halfopen/core'

import { printableFinding } from '../../report/index.js'
import { Changes } from './changes.js'
import { changeLine, failureLine, recoveryLine } from './text.js'

/** Writes a line for each change and is silent otherwise. A failure is told when it starts and when it ends. */
export class LineWriter {
  readonly #changes = new Changes()
  #blind: { code: string; looks: number } | undefined

  constructor(readonly write: (line: string) => void) {}

  saw(findings: readonly Finding[], now: { atMs: number; date: Date }): void {
    if (this.#blind !== undefined) this.write(recoveryLine(this.#blind.looks, now.date))
    this.#blind = undefined
    for (const change of this.#changes.update(findings.map(printableFinding), now.atMs)) {
      this.write(changeLine(change, now.date))
    }
  }

  failed(error: HalfopenError, date: Date): void {
    if (this.#blind?.code !== error.code) this.write(failureLine(error, date))
    this.#blind = { code: error.code, looks: (this.#blind?.looks ?? 0) + 1 }
  }
}
