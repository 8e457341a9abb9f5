import { formatDuration } from '@halfopen/core'

import type { Output } from '../../host/index.js'
import { fit, pageWidth } from '../../terminal/index.js'

const EACH_MS = 100

/** One client as the line of progress shows it. */
export interface Standing {
  readonly label: string
  readonly ended: string | undefined
  readonly open: number
  readonly silentMs: number
}

/** One line on a terminal while the clients run; nothing where there is none. */
export class Progress implements Disposable {
  readonly #output: Output
  readonly #startMs: number
  #shownMs = Number.NEGATIVE_INFINITY

  constructor(output: Output, startMs: number) {
    this.#output = output
    this.#startMs = startMs
  }

  show(standings: () => readonly Standing[], nowMs: number): void {
    if (this.#output.isTTY !== true || nowMs < this.#shownMs + EACH_MS) return
    this.#shownMs = nowMs
    const line = [formatDuration(nowMs - this.#startMs), ...standings().map(words)].join(' · ')
    this.#output.write(`\r\u001b[K${fit(line, pageWidth(this.#output) - 1)}`)
  }

  [Symbol.dispose](): void {
    if (this.#shownMs >= 0) this.#output.write('\r\u001b[K')
  }
}

function words({ label, ended, open, silentMs }: Standing): string {
  if (ended !== undefined) return `${label} ${ended}`
  const silent = open > 0 && silentMs >= 1000 ? `, silent for ${formatDuration(silentMs)}` : ''
  return `${label} runs, ${open} open${silent}`
}
