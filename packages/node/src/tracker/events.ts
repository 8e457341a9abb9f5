import { channel } from 'node:diagnostics_channel'
import { EventEmitter } from 'node:events'
import type { HeldResponse } from './held.js'

/** What the tracker tells. Each is also the diagnostics channel `halfopen:response:<event>`. */
export interface TrackerEvents {
  /** Nobody has read it for the time allowed. */
  suspect: [HeldResponse]
  /** It blocks others while all holders go unread, or its owner was garbage-collected. */
  confirmed: [HeldResponse]
  /** A response that was suspect or confirmed holds nothing any more. */
  returned: [HeldResponse]
  /** The tracker took its connection back. */
  reclaimed: [HeldResponse]
}

/** How often each event came. */
export type EventTotals = Readonly<Record<keyof TrackerEvents, number>>

const CHANNELS = {
  suspect: channel('halfopen:response:suspect'),
  confirmed: channel('halfopen:response:confirmed'),
  returned: channel('halfopen:response:returned'),
  reclaimed: channel('halfopen:response:reclaimed'),
}

/** The same facts, typed for one listener and public for all. */
export class Announcer {
  readonly emitter = new EventEmitter<TrackerEvents>()
  private readonly counts: Record<keyof TrackerEvents, number> = { suspect: 0, confirmed: 0, returned: 0, reclaimed: 0 }

  /** How often each was told, since the tracker started. */
  get totals(): EventTotals {
    return { ...this.counts }
  }

  tell(event: keyof TrackerEvents, held: HeldResponse): void {
    this.counts[event] += 1
    CHANNELS[event].publish(held)
    try {
      this.emitter.emit(event, held)
    } catch (error) {
      // As a diagnostics channel does: a listener's fault must not break the client whose event this is.
      process.nextTick(() => {
        throw error
      })
    }
  }
}
