import type { FlowHappening, FlowPolicy } from '../types.js'
import { EXPIRY_PLAYS, type ExpiryPlay } from './expiry.js'
import type { End, Flow } from './flow.js'
import { Forgotten } from './forgotten.js'
import { Pulse } from './pulse.js'
import { reset } from './reset.js'
import type { Senses } from './senses.js'

/** How often flows are asked for life: the timer is late by this much at the most. */
export const pollIntervalMs = (idleTimeoutMs: number): number => Math.min(Math.max(idleTimeoutMs / 400, 4), 100)

export type Tell = (flow: Flow, what: FlowHappening) => void

/** What the middlebox remembers: the flows whose timers run, and those that it has forgotten but must still ignore. */
export class FlowMemory {
  readonly #policy: FlowPolicy
  readonly #play: ExpiryPlay
  readonly #senses: Senses
  readonly #tell: Tell
  readonly #live = new Set<Flow>()
  readonly #forgotten = new Forgotten()
  readonly #pulse = new Pulse((nowMs) => this.#sweep(nowMs))
  #beatDueMs = 0

  constructor(policy: FlowPolicy, senses: Senses, tell: Tell) {
    this.#policy = policy
    this.#play = EXPIRY_PLAYS[policy.atExpiry]
    this.#senses = senses
    this.#tell = tell
  }

  remember(flow: Flow): void {
    this.#live.add(flow)
    this.#pulse.wake()
  }

  heard(flow: Flow, end: End): void {
    flow.aliveMs = performance.now()
    if (this.#isBlocked(flow) && end === flow.client) this.#revive(flow)
  }

  /** Whether what happens to one end is kept from the other. */
  hides(flow: Flow): boolean {
    return flow.phase === 'silenced' && !this.#isBlocked(flow)
  }

  drop(flow: Flow): void {
    this.#live.delete(flow)
    this.#forgotten.delete(flow)
  }

  stop(): void {
    this.#pulse.stop()
  }

  /** Forgets what is due; returns when it wants to run again. */
  #sweep(nowMs: number): number {
    const isBeat = nowMs >= this.#beatDueMs
    if (isBeat) this.#beatDueMs = nowMs + pollIntervalMs(this.#policy.idleTimeoutMs)
    const earliestMs = this.#forgetDue(nowMs, isBeat && this.#senses.ask === 'always')
    if (isBeat) this.#lookBack()
    return this.#needsBeats() ? Math.min(earliestMs, this.#beatDueMs) : earliestMs
  }

  #forgetDue(nowMs: number, listens: boolean): number {
    const { idleTimeoutMs } = this.#policy
    let earliestMs = Infinity
    for (const flow of this.#live) {
      if (listens) flow.listen(nowMs)
      if (nowMs - flow.aliveMs >= idleTimeoutMs && this.#isSilent(flow)) this.#forget(flow)
      else earliestMs = Math.min(earliestMs, flow.aliveMs + idleTimeoutMs)
    }
    return earliestMs
  }

  #needsBeats(): boolean {
    const { afterwards } = this.#play
    const asks = this.#senses.ask === 'always'
    const looksBack = afterwards === 'reset-who-sends' || (afterwards === 'wait-for-client' && asks)
    return (asks && this.#live.size > 0) || (looksBack && this.#forgotten.size > 0)
  }

  /** Asks once more, plays dead, and asks again: what slipped in between is life, and goes on. */
  #isSilent(flow: Flow): boolean {
    if (!this.#isDue(flow)) return false
    for (const side of this.#play.silences) flow[side].silence.begin()
    if (this.#isDue(flow)) return true
    for (const side of this.#play.silences) flow[side].silence.end()
    return false
  }

  #isDue(flow: Flow): boolean {
    const nowMs = performance.now()
    flow.listen(nowMs)
    return nowMs - flow.aliveMs >= this.#policy.idleTimeoutMs
  }

  #forget(flow: Flow): void {
    this.#live.delete(flow)
    this.#tell(flow, { kind: 'forgotten' })
    switch (this.#play.afterwards) {
      case 'reset-both':
        return this.#resetBoth(flow)
      case 'close-both':
        for (const { socket } of flow.ends) socket.destroy()
        return
      case 'nothing':
      case 'reset-who-sends':
      case 'wait-for-client':
        return this.#ignore(flow)
    }
  }

  #ignore(flow: Flow): void {
    flow.phase = 'silenced'
    const surplus = this.#forgotten.add(flow)
    if (surplus !== undefined) this.#resetBoth(surplus)
  }

  #resetBoth(flow: Flow): void {
    flow.phase = 'over'
    for (const { socket } of flow.ends) reset(socket)
    this.#tell(flow, { kind: 'reset', by: 'middlebox', to: 'both' })
  }

  #lookBack(): void {
    const { afterwards } = this.#play
    if (afterwards === 'reset-who-sends') for (const flow of this.#forgotten.some()) this.#resetWhoSent(flow)
    if (afterwards === 'wait-for-client' && this.#senses.ask === 'always') {
      for (const flow of this.#forgotten.some())
        if (flow.client.hearing.lifeAgeMs(performance.now()) < Infinity) this.#revive(flow)
    }
  }

  #resetWhoSent(flow: Flow): void {
    for (const { side, socket, silence } of flow.ends) {
      if (socket.destroyed || !silence.knocked()) continue
      reset(socket)
      this.#tell(flow, { kind: 'reset', by: 'middlebox', to: side })
    }
    if (flow.ends.every(({ socket }) => socket.destroyed)) flow.phase = 'over'
  }

  #isBlocked(flow: Flow): boolean {
    return flow.phase === 'silenced' && this.#play.afterwards === 'wait-for-client'
  }

  #revive(flow: Flow): void {
    for (const side of this.#play.silences) flow[side].silence.end()
    this.#forgotten.delete(flow)
    flow.phase = 'live'
    flow.aliveMs = performance.now()
    this.#tell(flow, { kind: 'revived' })
    this.remember(flow)
  }
}
