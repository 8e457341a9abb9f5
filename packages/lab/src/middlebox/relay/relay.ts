import { createServer, type Server, type Socket } from 'node:net'
import type { FlowEvent, FlowHappening, FlowPolicy, MiddleboxCounts } from '../types.js'
import { dial, RELAY_SOCKET, type Target } from './dial.js'
import { type End, Flow } from './flow.js'
import { type FlowListener, join } from './join.js'
import { FlowMemory } from './memory.js'
import { reset } from './reset.js'
import type { Senses } from './senses.js'

export interface RelayOptions {
  readonly target: Target
  readonly policy: FlowPolicy
  readonly senses: Senses
  readonly onFlow?: ((event: FlowEvent) => void) | undefined
}

/** Accepts clients, continues each to the target, and forgets the flows that are silent for too long. */
export class Relay implements FlowListener {
  readonly server: Server
  readonly #options: RelayOptions
  readonly #memory: FlowMemory
  /** Everything that is open, dialled sockets included: what `stop` must end. */
  readonly #sockets = new Set<Socket>()
  #accepted = 0
  #opened = 0
  #forgotten = 0
  #stopped = false

  constructor(options: RelayOptions) {
    this.#options = options
    this.#memory = new FlowMemory(options.policy, options.senses, this.#happened)
    this.server = createServer({ ...RELAY_SOCKET, pauseOnConnect: true }, (client) => void this.#accept(client))
  }

  counts(): MiddleboxCounts {
    return { opened: this.#opened, forgotten: this.#forgotten }
  }

  /** Resets every connection: a silenced one could not even close, as its kernel no longer hears the other side. */
  stop(): void {
    this.#stopped = true
    this.#memory.stop()
    for (const socket of this.#sockets) reset(socket)
  }

  heard(flow: Flow, end: End): void {
    this.#memory.heard(flow, end)
  }

  broke(flow: Flow, end: End): void {
    if (flow.phase === 'over' || this.#memory.hides(flow)) return
    flow.phase = 'over'
    const other = flow.other(end)
    reset(other.socket)
    this.#happened(flow, { kind: 'reset', by: end.side, to: other.side })
  }

  ended(flow: Flow): void {
    this.#memory.drop(flow)
    if (flow.phase !== 'over') this.#happened(flow, { kind: 'closed' })
  }

  async #accept(client: Socket): Promise<void> {
    this.#keep(client)
    const about = { flow: ++this.#accepted, client: { host: client.remoteAddress ?? '', port: client.remotePort ?? 0 } }
    try {
      const server = await dial(this.#options.target, about.client.port, (socket) => this.#keep(socket))
      if (client.destroyed) reset(server)
      else this.#open(new Flow(about.flow, { client, server }, this.#options.senses, performance.now()))
    } catch (error) {
      reset(client)
      this.#tell({ ...about, ageMs: 0, what: { kind: 'unreachable', why: (error as Error).message } })
    }
  }

  #open(flow: Flow): void {
    this.#opened += 1
    join(flow, this)
    this.#happened(flow, { kind: 'opened' })
    this.#memory.remember(flow)
  }

  #keep(socket: Socket): void {
    // Whoever cares for an error listens for it too; without any listener it would end the process.
    socket.on('error', () => undefined)
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
  }

  readonly #happened = (flow: Flow, what: FlowHappening): void => {
    if (what.kind === 'forgotten') this.#forgotten += 1
    this.#tell({ flow: flow.number, client: flow.clientAddress, ageMs: performance.now() - flow.openedMs, what })
  }

  #tell(event: FlowEvent): void {
    if (!this.#stopped) this.#options.onFlow?.(event)
  }
}
