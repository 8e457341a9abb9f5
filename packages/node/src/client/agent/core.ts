import { errorMonitor } from 'node:events'
import type { RequestOptions } from 'node:http'
import type { Socket } from 'node:net'
import { errors } from 'undici'
import { onFreeEnd } from '../../connections/index.js'
import { hiddenField } from '../../hidden-field/index.js'
import { IdleLimits } from '../idle/index.js'
import type { Settings } from '../options/index.js'
import { Gate, type PoolStats } from '../pool/index.js'
import { Ask } from './ask.js'
import { IdleSockets, type Rest, Tally } from './idle-sockets.js'
import type { Origin } from './origin.js'
import { Origins } from './origins.js'
import { expectResponse } from './responses.js'
import { type Rounds, roundsOf } from './watch.js'
import type { OpenRequest } from './types.js'

/** What the http and the https agent of one pair share: who may have a connection, and what is known of servers. */
export class AgentCore {
  private readonly origins = new Origins((name) => this.newOrigin(name))
  private readonly tally = new Tally()
  private readonly limits: IdleLimits
  private readonly gate: Gate<Ask>
  private readonly rests = hiddenField<Socket, Rest>()
  private readonly rounds: Rounds

  constructor(
    readonly settings: Settings,
    readonly now: () => number,
  ) {
    this.limits = new IdleLimits(settings)
    this.rounds = roundsOf(settings)
    this.gate = new Gate<Ask>(settings, this.connections(), now)
  }

  stats(): PoolStats[] {
    return this.gate.stats()
  }

  /** Asks for a connection; `grant` is called once there may be one. */
  admit(request: OpenRequest, origin: Origin, options: RequestOptions, act: Act): void {
    const { settings, rounds } = this
    let isNow = true
    const onGranted = (ask: Ask) => this.granted(ask, () => this.begin(ask, act.grant, isNow))
    const ask = new Ask(request, origin, options, { settings, rounds, sinceMs: this.now(), site: act.site, onGranted })
    request.on(errorMonitor, (error: Error) => ask.failed(error))
    request.once('close', () => this.closed(ask))
    expectResponse(ask)
    origin.gate.ask(ask)
    isNow = false
    if (!ask.isGranted) ask.queued()
  }

  originOf(protocol: 'http:' | 'https:', options: RequestOptions): Origin {
    return this.origins.of(protocol, options)
  }

  /** A new connection: its idle life is watched from here on. */
  opened(socket: Socket, origin: Origin): void {
    const rest = origin.idle.opened(socket)
    this.makeRoom(origin)
    this.rests.set(socket, rest)
    const ended = () => origin.idle.closedByServer(rest)
    socket.on('end', ended)
    onFreeEnd(socket, ended)
    socket.on('close', (hadError: boolean) => {
      if (hadError) origin.idle.closedByServer(rest)
      origin.idle.take(rest)
      this.tidy(origin)
    })
  }

  /** @returns how long the socket may lie idle, ms. */
  freed(socket: Socket): number {
    const rest = this.rests.get(socket)
    return rest === undefined ? 0 : rest.among.add(rest)
  }

  /** @returns how long it had been idle, ms. */
  reused(socket: Socket): number | undefined {
    const rest = this.rests.get(socket)
    return rest?.among.take(rest)
  }

  endAll(): void {
    const asks = this.origins.all().flatMap(({ gate }) => gate.everyone())
    for (const ask of asks) ask.end(new errors.ClientDestroyedError())
  }

  /** On its own turn, because Node.js frees the socket right after the request is closed. */
  private closed(ask: Ask): void {
    ask.closed()
    queueMicrotask(() => {
      ask.origin.gate.forget(ask)
      this.tidy(ask.origin)
    })
  }

  private granted({ origin: { idle } }: Ask, begin: () => void): void {
    idle.prune()
    if (!idle.mayHaveEnded) return begin()
    // Who is the second to ask for the last idle one will open another.
    const promised = idle.available > 0 ? 1 : 0
    idle.promise(promised)
    // Past a poll phase, so that a FIN or RST that has arrived is seen before the socket is used again. The first turn
    // may be that of the phase we are in, whose events were gathered before.
    setImmediate(() =>
      setImmediate(() => {
        idle.promise(-promised)
        begin()
      }),
    )
  }

  /** Node.js refuses some options only when it opens the connection: by a throw, which its caller gets, or its request. */
  private begin(ask: Ask, grant: () => void, isNow: boolean): void {
    try {
      grant()
    } catch (error) {
      ask.closed()
      ask.origin.gate.forget(ask)
      this.tidy(ask.origin)
      if (isNow) throw error
      ask.request.onSocket(null, error as Error)
    }
  }

  private newOrigin(name: string): Origin {
    const idle = new IdleSockets(this.limits.of(name), this.tally, this.now)
    return { name, idle, gate: this.gate.origin(name, () => idle.available), keys: [] }
  }

  /** An idle connection with other options (another `localAddress`, say) could not be used: now there may be one too many. */
  private makeRoom({ idle, gate }: Origin): void {
    while (gate.leased + idle.available > this.settings.connections && idle.closeLongestIdle());
    this.gate.makeRoom()
  }

  private tidy(origin: Origin): void {
    if (!origin.gate.isUnused) return
    this.origins.forget(origin)
    this.gate.forget(origin.name)
  }

  private connections() {
    return {
      available: () => this.tally.available,
      closeLongestIdle: () => {
        let longest: IdleSockets | undefined
        for (const { idle } of this.origins.all()) if (idle.since < (longest?.since ?? Infinity)) longest = idle
        return longest?.closeLongestIdle() ?? false
      },
    }
  }
}

/** What to do when a connection may be had, and where the request was made. */
interface Act {
  readonly grant: () => void
  readonly site: { readonly stack?: string } | undefined
}
