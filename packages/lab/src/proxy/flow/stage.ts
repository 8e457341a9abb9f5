import type { Random } from '../../random/index.js'
import { noop, type Side, type Stage } from '../faults/index.js'
import { Bell, type Channel, type Chunk, type Ending } from '../stream/index.js'
import { monotonic, Sleeps } from './clock.js'

/** What a stage plays: a fault with its attributes, or nothing where the toxicity spares the connection. */
export interface Play {
  pipe(stage: Stage): Promise<void>
  undo(stage: Stage): void
}

export const IDLE: Play = { pipe: (stage) => noop.pipe(stage, {}), undo: () => undefined }

/** What a stage is told of its place. */
export interface StageSetting {
  readonly input: Channel
  readonly output: Channel
  readonly sender: Side
  readonly receiver: Side
  readonly random: Random
  lastDataAt(): number
  readonly note: (what: string) => void
  readonly failed: (error: unknown) => void
}

/** One fault at work on one direction of one connection. */
export class RunningStage implements Stage {
  readonly input: Channel
  /** Changes when a stage after this one comes or goes. */
  output: Channel
  readonly sender: Side
  readonly receiver: Side
  readonly random: Random
  readonly startedAt = monotonic()
  readonly now = monotonic
  readonly note: (what: string) => void
  readonly #setting: StageSetting
  readonly #sleeps = new Sleeps()
  readonly #interruptions = new Set<Bell>()
  #running: Promise<void> = Promise.resolve()
  #play: Play = IDLE
  #isOver = false
  interrupted = false
  written = 0

  constructor(setting: StageSetting) {
    this.#setting = setting
    this.input = setting.input
    this.output = setting.output
    this.sender = setting.sender
    this.receiver = setting.receiver
    this.random = setting.random
    this.note = setting.note
  }

  start(play: Play): void {
    this.interrupted = false
    this.#play = play
    this.#running = this.#run(play).catch((error: unknown) => this.#setting.failed(error))
  }

  /** Interrupts the play and waits for it to have passed on what it took. */
  async stop(): Promise<void> {
    this.interrupted = true
    this.#sleeps.cancelAll()
    for (const bell of this.#interruptions) bell.ring()
    this.input.arrivals.ring()
    this.output.room.ring()
    await this.#running
  }

  /** Stops for good: the connection is over. */
  async end(): Promise<void> {
    this.#isOver = true
    await this.stop()
  }

  /** Plays something else from now on; a fault that no longer plays is undone. */
  async change(play: Play): Promise<void> {
    await this.stop()
    if (this.#isOver) return
    if (play === IDLE) this.undo()
    this.start(play)
  }

  undo(): void {
    this.#play.undo(this)
  }

  async *chunks(): AsyncGenerator<Chunk> {
    while (!this.interrupted) {
      const chunk = this.input.take()
      if (chunk !== undefined) yield chunk
      else if (this.input.ending === undefined) await this.input.arrivals.wait()
      else return
    }
  }

  async write(chunk: Chunk): Promise<void> {
    this.written += chunk.data.length
    this.output.put(chunk)
    while (this.output.isFull && !this.interrupted) await this.output.room.wait()
  }

  /** A half-closed stream can still be closed or reset, so it is followed until the stage is interrupted. */
  async pass(): Promise<void> {
    for await (const chunk of this.chunks()) await this.write(chunk)
    while (!this.interrupted) {
      if (this.input.ending !== undefined) this.output.end(this.input.ending)
      await this.input.arrivals.wait()
    }
  }

  finish(ending: Ending): void {
    this.output.end(ending)
  }

  sleep(ms: number): Promise<boolean> {
    if (this.interrupted) return Promise.resolve(false)
    return ms > 0 ? this.#sleeps.sleep(ms) : Promise.resolve(true)
  }

  async interruption(): Promise<void> {
    if (this.interrupted) return
    const bell = new Bell()
    this.#interruptions.add(bell)
    await bell.wait()
    this.#interruptions.delete(bell)
  }

  get lastDataAt(): number {
    return this.#setting.lastDataAt()
  }

  async #run(play: Play): Promise<void> {
    await play.pipe(this)
    await this.pass()
  }
}
