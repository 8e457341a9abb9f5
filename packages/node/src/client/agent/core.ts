import { errorMonitor } from 'node:events'
import type { RequestOptions } from 'node:http'
import type { Socket } from 'node:net'
import { errors } from 'undici'
import { hiddenField } from '../../hidden-field/index.js'
import { IdleLimits } from '../idle/index.js'
import type { Settings } from '../options/index.js'
import { Gate, type PoolStats } from '../pool/index.js'
import { Ask } from './ask.js'
import { IdleSockets, type Rest } from './idle-sockets.js'
import { type Origin, originName } from './origin.js'
import { expectResponse } from './responses.js'
import { type Rounds, roundsOf } from './watch.js'
import type { OpenRequest } from './types.js'

/** What the http and the https agent of one pair share: who may have a connection, and what is known of servers. */
export class AgentCore {
  private readonly origins = new Map<string, Origin>()
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
    const onGranted = (ask: Ask) => this.granted(ask, act.grant)
    const ask = new Ask(request, origin, options, { settings, rounds, sinceMs: this.now(), site: act.site, onGranted })
    request.on(errorMonitor, (error: Error) => ask.failed(error))
    request.once('close', () => this.closed(ask))
    expectResponse(ask)
    origin.gate.ask(ask)
    if (!ask.isGranted) ask.queued()
  }

  originOf(protocol: 'http:' | 'https:', options: RequestOptions): Origin {
    // What the name is made of, without the parsing that makes it short: this is done for every request.
    const key = `${protocol}${options.socketPath ?? ''}|${options.host}|${options.hostname}|${options.port}`
    const known = this.origins.get(key)
    if (known !== undefined) return known
    const name = originName(protocol, options)
    const origin = this.sameNamed(name) ?? this.newOrigin(name)
    this.origins.set(key, origin)
    return origin
  }

  private sameNamed(name: string): Origin | undefined {
    return this.distinct().find((origin) => origin.name === name)
  }

  private newOrigin(name: string): Origin {
    const idle = new IdleSockets(this.limits.of(name), this.now)
    return { name, idle, gate: this.gate.origin(name, () => idle.size) }
  }

  /** Several keys may lead to one origin. */
  private distinct(): Origin[] {
    return [...new Set(this.origins.values())]
  }

  /** A new connection: its idle life is watched from here on. */
  opened(socket: Socket, origin: Origin): void {
    const rest = origin.idle.opened(socket)
    this.rests.set(socket, rest)
    socket.on('end', () => origin.idle.closedByServer(rest))
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
    const asks = this.distinct().flatMap(({ gate }) => gate.everyone())
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

  private granted(ask: Ask, grant: () => void): void {
    ask.origin.idle.prune()
    if (!ask.origin.idle.mayHaveEnded) return grant()
    // Past a poll phase, so that a FIN or RST that has arrived is seen before the socket is used again. The first turn
    // may be that of the phase we are in, whose events were gathered before.
    setImmediate(() => setImmediate(grant))
  }

  private tidy({ gate, name }: Origin): void {
    if (!gate.isUnused) return
    let wasKnown = false
    for (const [key, origin] of this.origins) if (origin.gate === gate) wasKnown = this.origins.delete(key)
    if (wasKnown) this.gate.forget(name)
  }

  private connections() {
    const idles = () => this.distinct().map(({ idle }) => idle)
    return {
      available: () => idles().reduce((sum, { size }) => sum + size, 0),
      closeLongestIdle: () => {
        const candidates = idles().flatMap(({ longestIdle }) => longestIdle ?? [])
        const longest = candidates.toSorted((a, b) => a.sinceMs - b.sinceMs)[0]
        if (longest === undefined) return false
        longest.among.take(longest)
        longest.socket.destroy()
        return true
      },
    }
  }
}

/** What to do when a connection may be had, and where the request was made. */
interface Act {
  readonly grant: () => void
  readonly site: { readonly stack?: string } | undefined
}
