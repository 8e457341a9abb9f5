import { OriginGate } from './origin-gate.js'
import type { Asker, Connections, PoolRules, PoolStats } from './types.js'

/**
 * Who may have a connection: at most `connections` for each origin and
 * `totalConnections` in all. Whoever must wait is served in the order of arrival,
 * and refused after `poolTimeoutMs`.
 */
export class Gate<H extends Asker> {
  private readonly origins = new Map<string, OriginGate<H>>()
  private leased = 0
  private readonly toServe = new Set<OriginGate<H>>()
  private isServing = false

  constructor(
    readonly rules: PoolRules,
    private readonly connections: Connections,
    readonly now: () => number,
  ) {}

  origin(name: string, available: () => number): OriginGate<H> {
    const known = this.origins.get(name)
    if (known !== undefined) return known
    const origin = new OriginGate<H>(this, name, available)
    this.origins.set(name, origin)
    return origin
  }

  /** Forgets an origin that nobody uses. */
  forget(name: string): void {
    this.origins.delete(name)
  }

  stats(): PoolStats[] {
    return [...this.origins.values()].map((origin) => origin.stats())
  }

  get hasRoom(): boolean {
    return this.leased < this.rules.totalConnections
  }

  get isIdle(): boolean {
    return this.leased === 0 && [...this.origins.values()].every((origin) => origin.pending === 0)
  }

  /** One more leased; an idle connection elsewhere is closed when a new one would be one too many. */
  lent(origin: OriginGate<H>): void {
    this.leased += 1
    if (origin.available === 0) this.makeRoom()
  }

  /** Closes idle connections while there are more than the total, those leased included. */
  makeRoom(): void {
    const { totalConnections } = this.rules
    while (this.leased + this.connections.available() > totalConnections && this.connections.closeLongestIdle());
  }

  /** Everyone who has a connection, whoever has had his longest first. */
  holders(): Asker[] {
    return [...this.origins.values()].flatMap((origin) => origin.holders()).toSorted((a, b) => a.sinceMs - b.sinceMs)
  }

  /** One less leased: serves who waits there; when all connections were out, who has waited longest anywhere. */
  returned(origin: OriginGate<H>): void {
    const wasFull = !this.hasRoom
    this.leased -= 1
    this.serve(wasFull ? (this.longestWaiting() ?? origin) : origin)
  }

  /** One after the other: who is served may fail at once and give back, a thousand of them in a row. */
  private serve(origin: OriginGate<H>): void {
    this.toServe.add(origin)
    if (this.isServing) return
    this.isServing = true
    try {
      for (const next of this.toServe) {
        this.toServe.delete(next)
        next.serve()
      }
    } finally {
      this.isServing = false
    }
  }

  private longestWaiting(): OriginGate<H> | undefined {
    let longest: OriginGate<H> | undefined
    for (const origin of this.origins.values()) {
      if (origin.waitsSince < (longest?.waitsSince ?? Number.POSITIVE_INFINITY) && origin.hasRoom) longest = origin
    }
    return longest
  }
}
