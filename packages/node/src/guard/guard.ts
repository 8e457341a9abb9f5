import { EventEmitter } from 'node:events'
import { Server as HttpServer } from 'node:http'
import { Server } from 'node:net'
import { Server as TlsServer } from 'node:tls'
import { type Advice, adviceFor, frontOf, idleTimeoutBehind } from './behind.js'
import { budgetOf } from './budget.js'
import { openDescriptors } from './descriptors.js'
import { checkDrainOptions, drain, type DrainOptions, type DrainReport } from './drain.js'
import { Entrance } from './entrance.js'
import type { GuardEvents } from './events.js'
import { Exhaustion } from './exhaustion.js'
import { intercept } from './intercept.js'
import { Keeper, type Tools } from './keeper.js'
import { setNodeLimits } from './limits.js'
import type { GuardOptions } from './options.js'
import { SendQueues } from './send-queues.js'
import { bad, readSettings } from './settings.js'
import { onSignals } from './signals.js'
import { type GuardStats, statsOf } from './stats.js'
import { sweep, sweepIntervalMs } from './sweep.js'
import { Traffic } from './traffic.js'
import { WaitingRoom } from './waiting-room.js'

/** A guard on a server, until it is disposed of. */
export interface Guard extends Disposable {
  /** What happens, as it happens. Nothing depends on there being a listener. */
  readonly events: EventEmitter<GuardEvents>
  /** What to change between this server and the hop in front; empty when all is well or nothing is known in front. */
  readonly advice: readonly Advice[]
  stats(): GuardStats
  /**
   * Takes nothing new, closes what is idle, lets requests in progress end, and
   * cuts off what is left at the deadline. A second call gives the first one's report.
   * @throws HalfopenError HO_OPTION.
   */
  drain(options: DrainOptions): Promise<DrainReport>
  /** Gives the server back as it was; who waits for a place is let in. */
  dispose(): void
}

const guarded = new WeakSet<Server>()

/**
 * Guards a server of `node:http`, `node:https` or `node:http2`, and so Express,
 * Fastify, Koa and Hono: bounds every wait for a client, keeps within the
 * descriptors of the process, drains. Call it before the server accepts.
 * @throws HalfopenError HO_OPTION when an option is unknown or out of range.
 */
export function guard(
  server: Server,
  options: GuardOptions = {},
  clock: () => number = () => performance.now(),
): Guard {
  if (!(server instanceof Server)) throw bad('guard needs a server of node:http, node:https or node:http2')
  if (guarded.has(server)) throw bad('this server has a guard already: dispose of that one first')
  const one = new ServerGuard(server, options, clock)
  guarded.add(server)
  return one
}

class ServerGuard implements Guard {
  readonly events = new EventEmitter<GuardEvents>()
  readonly advice: readonly Advice[]
  private readonly keeper: Keeper
  private readonly entrance: Entrance
  private readonly traffic: Traffic
  private readonly exhaustion: Exhaustion
  private readonly undo: readonly (() => void)[]
  private dropped = 0
  private draining: Promise<DrainReport> | undefined

  constructor(
    private readonly server: Server,
    options: GuardOptions,
    clock: () => number,
  ) {
    const { tools, advice } = prepare(server, options, { events: this.events, clock })
    this.advice = advice
    this.keeper = new Keeper(tools, () => this.entrance.admitWaiting())
    this.entrance = new Entrance(this.keeper)
    this.traffic = new Traffic(this.keeper)
    this.exhaustion = new Exhaustion(tools)
    this.undo = this.begin(tools)
  }

  private begin({ settings }: Tools): readonly (() => void)[] {
    const { server, entrance, traffic, exhaustion } = this
    const timer = setInterval(() => sweep(this.keeper, entrance, exhaustion), sweepIntervalMs(settings)).unref()
    process.nextTick(() => {
      for (const one of this.advice) this.events.emit('advice', one)
    })
    const hearers = { entrance, traffic, dropped: () => this.dropped++, acceptFailed: () => exhaustion.begin() }
    const drainNow = () => this.drain({ when: 'after-inflight', graceMs: settings.drainGraceMs })
    return [
      () => clearInterval(timer),
      setNodeLimits(server, settings),
      intercept(server, hearers),
      onSignals(settings.drainOn, drainNow),
    ]
  }

  stats(): GuardStats {
    return statsOf(this.keeper, this.exhaustion, this.dropped)
  }

  async drain(options: DrainOptions): Promise<DrainReport> {
    checkDrainOptions(options)
    const { server, keeper, entrance, traffic } = this
    this.draining ??= drain({ server, keeper, entrance, traffic }, options)
    return this.draining
  }

  dispose(): void {
    if (!guarded.delete(this.server)) return
    for (const undo of this.undo) undo()
    this.entrance.open()
    this.keeper.forget()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }
}

function prepare(server: Server, options: GuardOptions, { events, clock }: Pick<Tools, 'events' | 'clock'>) {
  const read = readSettings(options)
  const front = frontOf(read.behind)
  const idleTimeoutMs = options.idleTimeoutMs ?? idleTimeoutBehind(front) ?? read.idleTimeoutMs
  const settings = { ...read, idleTimeoutMs }
  const descriptors = openDescriptors()
  const budget = budgetOf(settings, descriptors.limit)
  // An https server inherits from tls.Server only; HTTP/2 without TLS is a plain net.Server.
  const speaksPlainHttp1 = server instanceof HttpServer && !(server instanceof TlsServer)
  const { waitForPlaceMs } = settings
  const room = new WaitingRoom({ maxWaiting: budget.maxWaiting, waitForPlaceMs, answers: speaksPlainHttp1 })
  const queues = new SendQueues()
  const tools: Tools = { settings, budget, descriptors, queues, room, events, clock, speaksPlainHttp1 }
  return { tools, advice: adviceFor(front, settings) }
}
