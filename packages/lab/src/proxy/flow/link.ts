import { Channel, type Ending } from '../stream/index.js'
import { monotonic } from './clock.js'
import type { Play, RunningStage } from './stage.js'
import type { Wire } from './wire.js'

/** In front of a stage that asks for nothing else, and of the socket: one read of a socket is at most this. */
const DEFAULT_BUFFER_BYTES = 65_536

/** Bytes that crossed in one direction, over all connections of a proxy that share its labels. */
export interface Traffic {
  received: number
  sent: number
}

/** Makes a stage between two channels. */
export type StageMaker = (input: Channel, output: Channel) => RunningStage

/**
 * One direction of one connection: socket → stages → socket. Stages come and
 * go while bytes flow; whatever waits in front of a stage that goes is moved
 * on, so nothing is lost or reordered.
 */
export class Link {
  readonly #from: Wire
  readonly #to: Wire
  readonly #traffic: Traffic
  readonly #stages = new Map<string, RunningStage>()
  readonly #outlet = new Channel(DEFAULT_BUFFER_BYTES)
  /** What the socket's bytes go into: the first stage's input, or the outlet. */
  #inlet = this.#outlet
  #isOver = false
  lastDataAt = monotonic()

  constructor(from: Wire, to: Wire, traffic: Traffic) {
    this.#from = from
    this.#to = to
    this.#traffic = traffic
  }

  /** Resolves with how the stream ended, each time it says so. */
  start(ended: (ending: Ending) => void): void {
    const { socket } = this.#from
    socket.on('data', (data: Buffer) => this.#receive(data))
    socket.once('end', () => this.#inlet.end('half-close'))
    socket.once('close', () => this.#closed())
    this.#from.setFull(false)
    void this.#deliver(ended)
  }

  /** At the end of the chain; nowhere when the connection is over. */
  add(name: string, { bufferBytes = DEFAULT_BUFFER_BYTES, make, play }: NewStage): void {
    if (this.#isOver) return
    const input = new Channel(bufferBytes)
    const last = [...this.#stages.values()].at(-1)
    const stage = make(input, this.#outlet)
    if (last === undefined) this.#inlet = input
    else last.output = input
    this.#stages.set(name, stage)
    stage.start(play)
  }

  async change(name: string, play: Play): Promise<void> {
    await this.#stages.get(name)?.change(play)
  }

  async remove(name: string): Promise<void> {
    const stage = this.#stages.get(name)
    if (stage === undefined) return
    await stage.stop()
    stage.undo()
    const before = this.#before(name)
    stage.input.pourInto(stage.output)
    if (before === undefined) this.#inlet = stage.output
    else before.output = stage.output
    this.#stages.delete(name)
  }

  /** When the connection is over: no stage waits for it any more. */
  async stop(): Promise<void> {
    this.#isOver = true
    this.#outlet.arrivals.ring()
    this.#inlet.room.ring()
    await Promise.all([...this.#stages.values()].map((stage) => stage.end()))
  }

  #before(name: string): RunningStage | undefined {
    const names = [...this.#stages.keys()]
    const previous = names[names.indexOf(name) - 1]
    return previous === undefined ? undefined : this.#stages.get(previous)
  }

  /** A socket that closes without a FIN from the other end, and not by us, was reset. */
  #closed(): void {
    if (!this.#from.socket.readableEnded && !this.#from.endedByUs) this.#inlet.end('reset')
  }

  #receive(data: Buffer): void {
    if (this.#from.isOver) return
    this.lastDataAt = monotonic()
    this.#traffic.received += data.length
    this.#inlet.put({ data, at: this.lastDataAt })
    if (this.#inlet.isFull) void this.#waitForRoom()
  }

  async #waitForRoom(): Promise<void> {
    this.#from.setFull(true)
    while (this.#inlet.isFull && !this.#isOver) await this.#inlet.room.wait()
    this.#from.setFull(false)
  }

  async #deliver(ended: (ending: Ending) => void): Promise<void> {
    let told: Ending | undefined
    while (!this.#isOver) {
      const chunk = this.#outlet.take()
      if (chunk !== undefined) await this.#send(chunk.data, ended)
      else if (this.#outlet.ending !== told) ended((told = this.#outlet.ending as Ending))
      else await this.#outlet.arrivals.wait()
    }
  }

  async #send(data: Buffer, ended: (ending: Ending) => void): Promise<void> {
    if (await this.#to.send(data)) this.#traffic.sent += data.length
    // One end was reset and the other not told (idle_forget, reset-late): now it speaks.
    else if (this.#to.endedByUs) ended('reset')
  }
}

export interface NewStage {
  readonly bufferBytes?: number | undefined
  readonly make: StageMaker
  readonly play: Play
}
