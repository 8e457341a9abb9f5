import { setMaxListeners } from 'node:events'
import type { Rung } from '../ladder/index.js'
import type { Line, Opening } from '../line/index.js'
import { Board, type Outcome } from '../verdict/index.js'

import { Pacer } from './pacer.js'

export interface Ascent {
  readonly rungs: readonly Rung[]
  readonly pacePerSecond: number
  readonly open: (signal: AbortSignal) => Promise<Opening>
  readonly play: (rung: Rung, line: Line, own: Own) => Promise<Outcome | undefined>
  readonly isDone: (board: Board) => boolean
  readonly signal: AbortSignal
  readonly now: () => number
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
  /** Called after each change. */
  readonly changed: (board: Board, opened: number) => void
}

/** What a rung is given of its own. */
export interface Own {
  readonly signal: AbortSignal
  readonly overdue: (outcome: Outcome) => void
}

export interface Ascended {
  readonly board: Board
  /** Connections that were opened. */
  readonly opened: number
  /** Why it was broken off. */
  readonly refusal: string | undefined
}

/** Opens the ladder, shortest silence first, and ends when the matter is settled or every rung is. */
export async function ascend(ascent: Ascent): Promise<Ascended> {
  return new Ascending(ascent).run()
}

class Ascending {
  readonly #ascent: Ascent
  readonly #board: Board
  readonly #pacer: Pacer
  readonly #end = new AbortController()
  readonly #signal: AbortSignal
  readonly #waiting: Rung[]
  readonly #refused = new Map<Rung, number>()
  #running = 0
  #opened = 0
  #fault: unknown
  #wake: () => void = () => undefined
  #refusal: string | undefined

  constructor(ascent: Ascent) {
    this.#ascent = ascent
    this.#board = new Board(ascent.rungs)
    this.#pacer = new Pacer(ascent.pacePerSecond, ascent.now())
    this.#signal = AbortSignal.any([ascent.signal, this.#end.signal])
    // Each rung listens for the end.
    setMaxListeners(0, this.#signal)
    this.#waiting = [...ascent.rungs]
  }

  async run(): Promise<Ascended> {
    for (;;) {
      await this.#openAll()
      if (this.#running === 0) break
      // A refused rung comes back to be opened again.
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
    if (this.#fault !== undefined) throw this.#fault
    return { board: this.#board, opened: this.#opened, refusal: this.#refusal }
  }

  async #openAll(): Promise<void> {
    const { now, sleep } = this.#ascent
    while (!this.#signal.aborted) {
      const waitMs = this.#pacer.waitMs(now())
      if (waitMs > 0) {
        await sleep(waitMs, this.#signal)
        continue
      }
      const rung = this.#waiting.shift()
      if (rung === undefined) return
      this.#pacer.started(now())
      this.#start(rung)
    }
  }

  #start(rung: Rung): void {
    this.#running += 1
    void this.#climb(rung)
      .catch((fault: unknown) => {
        this.#fault ??= fault
        this.#end.abort()
      })
      .finally(() => {
        this.#running -= 1
        this.#wake()
      })
  }

  async #climb(rung: Rung): Promise<void> {
    const opening = await this.#ascent.open(this.#signal)
    if (opening.kind === 'failed') return this.#notOpened(rung, opening)
    this.#pacer.opened()
    this.#opened += 1
    const { line } = opening
    const outcome = await this.#ascent.play(rung, line, {
      signal: this.#signal,
      overdue: (outcome) => this.#put(outcome),
    })
    if (outcome?.ending.kind === 'alive') line[Symbol.dispose]()
    else line.abandon()
    if (outcome !== undefined) this.#put(outcome)
  }

  #notOpened(rung: Rung, { code, message }: Extract<Opening, { kind: 'failed' }>): void {
    this.#pacer.refused(this.#ascent.now())
    if (this.#signal.aborted) return
    const times = (this.#refused.get(rung) ?? 0) + 1
    this.#refused.set(rung, times)
    if (times < TRIES && code !== 'EMFILE') {
      this.#waiting.push(rung)
      return
    }
    const why = `connections could not be opened any more: ${message}`
    this.#put({ rung, silenceMs: { atLeast: 0, atMost: 0 }, ending: { kind: 'failed', because: 'refused', why } })
  }

  #put(outcome: Outcome): void {
    if (this.#signal.aborted) return
    const mayEnd = this.#board.put(outcome)
    this.#ascent.changed(this.#board, this.#opened)
    this.#refusal ??= this.#board.refusal
    if (this.#refusal !== undefined || (mayEnd && this.#ascent.isDone(this.#board))) this.#end.abort()
  }
}

/** A refused connection is tried so often, each time more slowly. */
const TRIES = 3
