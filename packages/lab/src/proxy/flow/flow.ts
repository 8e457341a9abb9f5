import type { Socket } from 'node:net'
import type { SocketHandles } from '@halfopen/kernel'
import { type Fault, FAULTS } from '../faults/index.js'
import type { Channel, Ending } from '../stream/index.js'
import { diceFor, type Stream, type Toxic } from '../toxics/index.js'
import { Link, type Traffic } from './link.js'
import { StageSide } from './side.js'
import { IDLE, type Play, RunningStage } from './stage.js'
import { Wire } from './wire.js'

export interface FlowOptions {
  /** Accepted by the proxy; paused, so that nothing has been read. */
  readonly client: Socket
  /** Connected to the upstream. */
  readonly server: Socket
  readonly handles: SocketHandles | undefined
  readonly traffic: Readonly<Record<Stream, Traffic>>
  readonly toxics: readonly Toxic[]
  readonly seed: number
  readonly proxy: string
  /** Its number in its proxy, from 1. */
  readonly number: number
  /** A toxic did something worth telling. */
  note(toxic: string, what: string): void
}

/** One connection through the proxy, both directions, with the toxics at work on it. */
export class Flow implements AsyncDisposable {
  readonly number: number
  /** Resolves when both sockets are closed and no stage runs any more. */
  readonly over: Promise<void>
  readonly #options: FlowOptions
  readonly #client: Wire
  readonly #server: Wire
  readonly #links: Readonly<Record<Stream, Link>>
  readonly #luck = new Map<string, number>()

  constructor(options: FlowOptions) {
    const { client, server, handles, traffic, number } = options
    this.#options = options
    this.number = number
    this.#client = new Wire(client, handles)
    this.#server = new Wire(server, handles)
    this.#links = {
      upstream: new Link(this.#client, this.#server, traffic.upstream),
      downstream: new Link(this.#server, this.#client, traffic.downstream),
    }
    for (const toxic of options.toxics) this.add(toxic)
    this.over = this.#live()
  }

  add(toxic: Toxic): void {
    const { seed, proxy, number } = this.#options
    const random = diceFor({ seed, proxy, connection: number, toxic: toxic.name })
    this.#luck.set(toxic.name, random())
    const { bufferBytes } = faultOf(toxic)
    const make = (input: Channel, output: Channel) =>
      new RunningStage({
        input,
        output,
        random,
        sender: new StageSide(toxic.stream === 'upstream' ? this.#client : this.#server),
        receiver: new StageSide(toxic.stream === 'upstream' ? this.#server : this.#client),
        lastDataAt: () => Math.max(this.#links.upstream.lastDataAt, this.#links.downstream.lastDataAt),
        note: (what) => this.#options.note(toxic.name, what),
        failed: (error) => this.#failed(toxic, error),
      })
    this.#links[toxic.stream].add(toxic.name, { bufferBytes, make, play: this.#playOf(toxic) })
  }

  async change(toxic: Toxic): Promise<void> {
    await this.#links[toxic.stream].change(toxic.name, this.#playOf(toxic))
  }

  async remove(toxic: Toxic): Promise<void> {
    await this.#links[toxic.stream].remove(toxic.name)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#client.destroy()
    this.#server.destroy()
    await this.over
  }

  /** The die is thrown once for each toxic and connection: a raised toxicity spares fewer, and none that it did not spare before. */
  #playOf(toxic: Toxic): Play {
    if ((this.#luck.get(toxic.name) ?? 0) >= toxic.toxicity) return IDLE
    const fault = faultOf(toxic)
    return {
      pipe: (stage) => fault.pipe(stage, toxic.attributes),
      undo: (stage) => fault.undo?.(stage),
    }
  }

  async #live(): Promise<void> {
    const closed = [this.#client, this.#server].map(closedOf)
    this.#links.upstream.start((ending) => this.#ended(ending, this.#server))
    this.#links.downstream.start((ending) => this.#ended(ending, this.#client))
    await Promise.all(closed)
    await Promise.all([this.#links.upstream.stop(), this.#links.downstream.stop()])
  }

  #ended(ending: Ending, receiver: Wire): void {
    const told = ending === 'half-close' ? [receiver] : [this.#client, this.#server]
    for (const wire of told) wire.tell(ending)
  }

  #failed({ name }: Toxic, error: unknown): void {
    this.#options.note(name, `failed: ${String(error)}`)
    this.#ended('reset', this.#client)
  }
}

const faultOf = ({ type }: Toxic): Fault => FAULTS[type]

const closedOf = ({ socket }: Wire): Promise<void> =>
  socket.closed ? Promise.resolve() : new Promise((resolve) => socket.once('close', () => resolve()))
