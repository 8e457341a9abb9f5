import type { Group } from '../connection/index.js'
import { Recent, Series } from './series.js'
import { Tally } from './tally.js'

/** Where a group is, without its rows: what remains when all its connections are gone. */
export interface Place {
  readonly processKey: string
  readonly group: Omit<Group, 'rows' | 'process'>
}

/** How one connection ended, as two looks show it. */
export interface Ending {
  readonly atMs: number
  /** Its silence at the last look that saw it open, ms; at the end it was at most `gapMs` longer. */
  readonly silenceMs: number
  readonly gapMs: number
  /** Who sent the first FIN; `peer` also where a reset ended it. */
  readonly by: 'this-side' | 'peer'
  /** Whether a look saw it in CLOSE-WAIT: this side had time to notice. */
  readonly sawCloseWait: boolean
  /** Enough went over it for a TLS handshake: it may have ended with a close_notify. */
  readonly mayBeTls: boolean
  /** Consecutive retransmission timeouts when it was last seen. */
  readonly retransmits: number
  /** Connections of the namespace that were used after the other side had closed them, between the two looks. */
  readonly usedTooLate: number
  /** Connections of the same group that were opened between the same two looks. */
  readonly births: number
  readonly peer: string
}

/** An attempt to connect that was given up without an answer. */
export interface FailedConnect {
  readonly atMs: number
  /** How often its SYN was sent again. */
  readonly retries: number
}

/** The course of a group over the looks. Bounded: series thin themselves out, lists keep the latest. */
export class GroupHistory {
  readonly open = new Series()
  readonly births = new Tally()
  readonly endings = new Recent<Ending>(64)
  readonly failedConnects = new Recent<FailedConnect>(32)
  readonly endingsTally = new Tally()
  /** When this side last closed a connection that was silent: it has an idle timeout. */
  lastIdleCloseMs = Number.NEGATIVE_INFINITY
  /** Silences after which connections were seen in use again, ms. */
  readonly reuseGaps = new Recent<number>(64)
  lastSeenMs: number
  readonly firstSeenMs: number
  readonly place: Place

  constructor(atMs: number, place: Place) {
    this.place = place
    this.firstSeenMs = atMs
    this.lastSeenMs = atMs
  }

  born(atMs: number): void {
    this.births.add(atMs)
  }

  ended(ending: Ending): void {
    this.endingsTally.add(ending.atMs)
    this.endings.add(ending)
    if (ending.by === 'this-side' && ending.silenceMs >= IDLE_CLOSE_MS) this.lastIdleCloseMs = ending.atMs
  }

  endingsSince(atMs: number): readonly Ending[] {
    return this.endings.values.filter((ending) => ending.atMs >= atMs)
  }
}

/** A server that closes after a response closes at once; a close after this much silence is an idle timeout. */
const IDLE_CLOSE_MS = 900
