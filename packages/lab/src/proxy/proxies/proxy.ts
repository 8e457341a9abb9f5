import { connect, createServer, type Socket } from 'node:net'
import type { SocketHandles } from '@halfopen/kernel'
import { type Address, hostPort } from '../../serving/index.js'
import type { ProxyEvent, ProxyState } from '../events.js'
import { Flow, type Traffic } from '../flow/index.js'
import type { Stream } from '../toxics/index.js'
import { addressToListenOn, isListeningAt } from './endpoint.js'
import { Entrance } from './entrance.js'
import { Gate } from './gate.js'
import { noSuchProxy, orThrow } from './refusals.js'
import { Serial } from './serial.js'
import { type CheckedSpec, type Endpoint, parseChange, type ProxyChange } from './spec.js'
import { ToxicSet } from './toxic-set.js'

/** What all proxies of a server share. */
export interface Surroundings {
  readonly seed: number
  readonly handles: SocketHandles | undefined
  readonly tell: (event: ProxyEvent) => void
}

/** One proxy: it listens, connects each client to the upstream, and plays its toxics on both directions. */
export class LabProxy implements AsyncDisposable {
  readonly name: string
  readonly toxics: ToxicSet
  readonly #around: Surroundings
  readonly #gate: Gate
  readonly #serial = new Serial()
  readonly #flows = new Set<Flow>()
  /** Sockets to the upstream that are not connected yet. */
  readonly #dialling = new Set<Socket>()
  #listen: Endpoint
  #upstream: Endpoint
  #entrance: Entrance | undefined
  #accepted = 0
  #isGone = false
  /** Bytes that crossed with the present `listen` and `upstream`. */
  traffic = noTraffic()

  constructor({ name, listen, upstream, toxics = [] }: CheckedSpec, around: Surroundings) {
    this.name = name
    this.#around = around
    this.#listen = listen
    this.#upstream = upstream
    this.#gate = new Gate({ seed: around.seed, proxy: name, toxics: () => this.toxics.list() })
    this.toxics = new ToxicSet(
      {
        flows: this.#flows,
        changed: (how, toxic) => {
          around.tell({ event: `toxic-${how}`, proxy: name, toxic })
          this.#gate.lookAgain()
          this.#shutOrNot()
        },
      },
      toxics,
    )
  }

  /** False: it is down, and refuses connections. */
  get enabled(): boolean {
    return this.#entrance !== undefined
  }

  /** Where clients connect to; port 0 while it has never been enabled. */
  get address(): Address {
    return this.#entrance?.address ?? { host: this.#listen.host, port: this.#listen.port }
  }

  /** Connections open now. */
  get connections(): number {
    return this.#flows.size
  }

  /** As Toxiproxy's API shows it. */
  toJSON(): ProxyState {
    const { name, enabled } = this
    return { name, listen: this.#listen.text, upstream: this.#upstream.text, enabled, toxics: this.toxics.list() }
  }

  /** Whether it listens and goes on to where it should. */
  async isAlready({ listen, upstream }: Pick<CheckedSpec, 'listen' | 'upstream'>): Promise<boolean> {
    return upstream.text === this.#upstream.text && (await isListeningAt(this.address, listen))
  }

  /** @throws HalfopenError HO_LISTEN; HO_NO_SUCH after it was removed. */
  start(): Promise<void> {
    return this.#serial.run(() => this.#start())
  }

  /**
   * Changes what it is told; `enabled: false` takes it down. A new `listen`
   * or `upstream`, and going down, drop its connections.
   * @throws HalfopenError HO_FAULT, HO_LISTEN; HO_NO_SUCH after it was removed.
   */
  update(change: ProxyChange): Promise<void> {
    return this.#serial.run(async () => {
      const { listen, upstream, enabled } = orThrow(parseChange(this.toJSON(), change))
      const moves = !(await this.isAlready({ listen, upstream }))
      if (moves || !enabled) await this.#stop()
      if (moves) {
        this.#listen = listen
        this.#upstream = upstream
        this.traffic = noTraffic()
      }
      if (enabled) await this.#start()
      this.#around.tell({ event: 'proxy-updated', proxy: this.toJSON() })
    })
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#serial.run(async () => {
      this.#isGone = true
      await this.#stop()
    })
  }

  async #start(): Promise<void> {
    if (this.#isGone) throw noSuchProxy()
    if (this.#entrance !== undefined) return
    // A client that half-closes still wants its answer, and nothing is read before the upstream is there to take it.
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (client) => void this.#accept(client))
    this.#entrance = await Entrance.open(server, await addressToListenOn(this.#listen), this.#around.handles)
    const { address } = this.#entrance
    this.#listen = { ...address, text: hostPort(address) }
    this.#shutOrNot()
  }

  #shutOrNot(): void {
    if (this.#gate.isShut) this.#entrance?.shut()
    else this.#entrance?.reopen()
  }

  async #stop(): Promise<void> {
    const entrance = this.#entrance
    this.#entrance = undefined
    this.#gate.lookAgain()
    for (const socket of this.#dialling) socket.destroy()
    await Promise.all([...this.#flows].map((flow) => flow[Symbol.asyncDispose]()))
    await entrance?.[Symbol.asyncDispose]()
  }

  async #accept(client: Socket): Promise<void> {
    const entrance = this.#entrance
    const number = ++this.#accepted
    const { tell } = this.#around
    client.on('error', () => undefined)
    tell({ event: 'connection-opened', proxy: this.name, connection: number, client: remoteOf(client) })
    await this.#gate.passed(number, () => client.destroyed || this.#entrance !== entrance)
    const server = await this.#dial(client, number)
    if (server !== undefined) await this.#connect(client, server, number)
    tell({
      event: 'connection-closed',
      proxy: this.name,
      connection: number,
      upstreamBytes: client.bytesRead,
      downstreamBytes: client.bytesWritten,
    })
  }

  /** Undefined: it could not be connected, and the client has been closed. */
  async #dial(client: Socket, number: number): Promise<Socket | undefined> {
    if (client.destroyed || !this.enabled) return undefined
    const { host, port } = this.#upstream
    const socket = connect({ host, port, allowHalfOpen: true, autoSelectFamily: true })
    this.#dialling.add(socket)
    const failure = await outcomeOf(socket)
    this.#dialling.delete(socket)
    if (failure === undefined && !client.destroyed && this.enabled) return socket.pause()
    socket.destroy()
    client.destroy()
    if (failure !== undefined) {
      this.#around.tell({ event: 'upstream-failed', proxy: this.name, connection: number, reason: failure.message })
    }
    return undefined
  }

  async #connect(client: Socket, server: Socket, number: number): Promise<void> {
    const { seed, handles, tell } = this.#around
    const note = (toxic: string, what: string) =>
      tell({ event: 'toxic-acted', proxy: this.name, connection: number, toxic, what })
    const { name: proxy, traffic } = this
    const flow = new Flow({ client, server, number, proxy, seed, handles, traffic, toxics: this.toxics.list(), note })
    this.#flows.add(flow)
    await flow.over
    this.#flows.delete(flow)
  }
}

/** Undefined: connected. */
function outcomeOf(socket: Socket): Promise<Error | undefined> {
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(undefined))
    socket.once('error', resolve)
    socket.once('close', () => resolve(new Error('the proxy was stopped')))
  })
}

const noTraffic = (): Record<Stream, Traffic> => ({
  upstream: { received: 0, sent: 0 },
  downstream: { received: 0, sent: 0 },
})

const remoteOf = ({ remoteAddress: host = '?', remotePort: port = 0 }: Socket): string => hostPort({ host, port })
