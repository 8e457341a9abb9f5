import { formatDuration } from '@halfopen/core'
import type { Output } from '../../host/index.js'
import type { Board } from '../verdict/index.js'
import { secondsText } from './words.js'

const TTY_EVERY_MS = 200
const LOG_EVERY_MS = 30_000

/** One line that tells how far the probe is: live on a terminal, now and then in a log. */
export class Progress implements Disposable {
  readonly #stderr: Output
  readonly #now: () => number
  readonly #maxMs: number
  readonly #scale: number
  readonly #startMs: number
  #toldMs: number
  #timer: NodeJS.Timeout
  #board: Board | undefined
  #opened = 0

  constructor(stderr: Output, { now, maxMs, scale }: { now: () => number; maxMs: number; scale: number }) {
    this.#scale = scale
    this.#stderr = stderr
    this.#now = now
    this.#maxMs = maxMs
    this.#startMs = now()
    this.#toldMs = now()
    this.#timer = setInterval(() => this.#tell(), TTY_EVERY_MS)
  }

  changed(board: Board, opened: number): void {
    this.#board = board
    this.#opened = opened
  }

  #tell(): void {
    const isLive = this.#stderr.isTTY === true
    if (this.#board === undefined || this.#now() - this.#toldMs < (isLive ? TTY_EVERY_MS / 2 : LOG_EVERY_MS)) return
    this.#toldMs = this.#now()
    const line = progressLine(this.#board, {
      opened: this.#opened,
      leftMs: this.#startMs + this.#maxMs - this.#now(),
      scale: this.#scale,
    })
    this.#stderr.write(isLive ? `\r${line.slice(0, (this.#stderr.columns ?? 80) - 1)}\u001b[K` : `${line}\n`)
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
    if (this.#stderr.isTTY === true) this.#stderr.write('\r\u001b[K')
  }
}

/** Silences in the time of the path that is meant, as the result tells them; what is left in that of this clock. */
function progressLine(
  board: Board,
  { opened, leftMs, scale }: { opened: number; leftMs: number; scale: number },
): string {
  const { judgement } = board
  const { alive, gone } = board.counts()
  const upTo = secondsText(judgement.aliveUpToMs * scale)
  const found =
    judgement.bracket === undefined ? `above ${upTo}` : `${upTo} to ${secondsText(judgement.bracket.atMost * scale)}`
  const left = formatDuration(Math.max(0, leftMs))
  return `Limit ${found} · ${alive} alive, ${gone} gone · ${opened} connections · at most ${left} left`
}
