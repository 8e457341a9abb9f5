import type { HalfopenError } from '@halfopen/core'
import { Chain } from '../../chain/index.js'
import { poolTimeout } from './pool-timeout.js'
import type { Asker, PoolRules, PoolStats } from './types.js'
import { WaitingRoom } from './waiting-room.js'

/** What an origin's part asks of the whole. */
interface Whole<H extends Asker> {
  readonly rules: PoolRules
  readonly now: () => number
  /** Whether the total leaves room for one more. */
  readonly hasRoom: boolean
  /** Of all origins. */
  holders(): Asker[]
  lent(origin: OriginGate<H>): void
  returned(origin: OriginGate<H>): void
}

/** One origin's part of a Gate. */
export class OriginGate<H extends Asker> {
  private readonly holding = new Chain<Asker>()
  private readonly waiting = new WaitingRoom<H>()
  private readonly pressureFrom: number
  private isPressed = false

  constructor(
    private readonly gate: Whole<H>,
    readonly name: string,
    private readonly countAvailable: () => number,
  ) {
    const { pressureAt, connections } = gate.rules
    this.pressureFrom = Math.max(1, Math.ceil(pressureAt * connections))
  }

  get available(): number {
    return this.countAvailable()
  }

  get leased(): number {
    return this.holding.size
  }

  get pending(): number {
    return this.waiting.size
  }

  get hasRoom(): boolean {
    return this.holding.size < this.gate.rules.connections
  }

  get waitsSince(): number {
    return this.waiting.first?.sinceMs ?? Number.POSITIVE_INFINITY
  }

  get isUnused(): boolean {
    return this.leased === 0 && this.pending === 0 && this.available === 0
  }

  /** Calls `granted`, at once or later, or `refused`. `forget` cancels. */
  ask(holder: H): void {
    if (this.waiting.size === 0 && this.hasRoom && this.gate.hasRoom) return this.lend(holder)
    const refuse = (): void => {
      // It counts among those that wait.
      const error = this.timedOut()
      if (this.waiting.leave(holder)) holder.refused(error)
    }
    this.waiting.enter(holder, setTimeout(refuse, this.gate.rules.poolTimeoutMs))
  }

  /** Gives the connection back, or leaves the queue; the second time does nothing. */
  forget(holder: H): void {
    if (this.waiting.leave(holder) || !holder.isHolder) return
    holder.isHolder = false
    this.holding.remove(holder)
    if (this.holding.size * 2 < this.pressureFrom) this.isPressed = false
    this.gate.returned(this)
  }

  /** Lends to whoever waits, while there is room. */
  serve(): void {
    for (let next = this.waiting.first; next !== undefined; next = this.waiting.first) {
      if (!this.hasRoom || !this.gate.hasRoom) return
      this.waiting.leave(next)
      this.lend(next)
    }
  }

  /** Who has a connection, and who waits. */
  everyone(): H[] {
    return [...(this.holding.all() as H[]), ...this.waiting.all()]
  }

  holders(): Asker[] {
    return this.holding.all()
  }

  stats(): PoolStats {
    const { name, leased, available, pending } = this
    return { origin: name, leased, available, pending, max: this.gate.rules.connections }
  }

  private lend(holder: H): void {
    holder.isHolder = true
    this.holding.add(holder)
    this.gate.lent(this)
    if (!this.isPressed && this.holding.size >= this.pressureFrom) this.press()
    holder.granted()
  }

  private press(): void {
    const { onPressure } = this.gate.rules
    this.isPressed = true
    // On its own turn: what the hook throws must not look like the request's failure.
    if (onPressure !== undefined) queueMicrotask(() => onPressure(this.stats()))
  }

  private timedOut(): HalfopenError {
    const { rules, now } = this.gate
    const isTotal = this.hasRoom
    return poolTimeout({
      stats: this.stats(),
      holders: isTotal ? this.gate.holders() : this.holders(),
      total: isTotal ? rules.totalConnections : undefined,
      nowMs: now(),
      waitedMs: rules.poolTimeoutMs,
    })
  }
}
