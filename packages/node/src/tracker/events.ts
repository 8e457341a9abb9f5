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

const CHANNELS = {
  suspect: channel('halfopen:response:suspect'),
  confirmed: channel('halfopen:response:confirmed'),
  returned: channel('halfopen:response:returned'),
  reclaimed: channel('halfopen:response:reclaimed'),
}

/** The same facts, typed for one listener and public for all. */
export class Announcer {
  readonly emitter = new EventEmitter<TrackerEvents>()

  tell(event: keyof TrackerEvents, held: HeldResponse): void {
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
