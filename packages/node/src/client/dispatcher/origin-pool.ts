import type { IdleLimit } from '../idle/index.js'
import type { Settings } from '../options/index.js'
import type { Gate, OriginGate } from '../pool/index.js'
import type { Lease } from './lease.js'
import type { SlotOptions } from './slot.js'
import { Slots } from './slots.js'

/** What all pools of a dispatcher share. */
export interface Shared {
  readonly settings: Settings
  readonly gate: Gate<Lease>
  readonly slotOptions: SlotOptions
  /** An exchange ended, or a connection: the dispatcher may have something to tidy. */
  readonly onClosed: (pool: OriginPool) => void
}

/** One origin's connections, and who may use them. */
export class OriginPool {
  readonly settings: Settings
  readonly gate: OriginGate<Lease>
  readonly slots: Slots
  readonly now: () => number

  constructor(
    readonly origin: string,
    limit: IdleLimit,
    private readonly shared: Shared,
  ) {
    this.settings = shared.settings
    this.now = shared.gate.now
    this.slots = new Slots(origin, shared.slotOptions, limit, { now: this.now, emptied: () => this.onClosed() })
    this.gate = shared.gate.origin(origin, () => this.slots.available)
  }

  onClosed(): void {
    this.shared.onClosed(this)
  }
}
