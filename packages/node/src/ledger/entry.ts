import type { Link } from '../chain/index.js'
import type { Beginning, ClientKind, Ending, Exchange, ExchangeState, Hold, Look } from './types.js'

/** What an entry tells its ledger. */
export interface Keeper {
  now(): number
  closed(entry: Entry): void
}

/** One exchange in the ledger: what is known of it, and where it stands. Times are of the monotonic clock, in milliseconds. */
export class Entry implements Exchange, Link<Entry> {
  readonly client: ClientKind
  readonly origin: string
  readonly method: string
  readonly path: string
  readonly hold: Hold
  readonly beganAt: number
  /** The captured stack; it keeps the receivers of its frames alive, so whoever formats it sets it undefined. */
  site: Beginning['site']
  state: ExchangeState = 'queued'
  status: number | undefined
  hasBody = true
  ending: Ending | undefined
  /** Code or name of the error that ended it. */
  errorType: string | undefined
  /** Set by whoever gives the exchange up on purpose, so that its end is told as such. */
  reclaiming = false
  /** Its worst state so far, which outlives its end. */
  worst: 'suspect' | 'confirmed' | undefined
  /** What the last look saw, for whoever looks. */
  look: Look | undefined
  /** Its neighbours in the ledger. */
  previous: Entry | undefined
  next: Entry | undefined

  constructor(
    readonly id: number,
    beginning: Beginning,
    private readonly keeper: Keeper,
  ) {
    this.client = beginning.client
    this.origin = beginning.origin
    this.method = beginning.method
    this.path = beginning.path
    this.hold = beginning.hold
    this.site = beginning.site
    this.beganAt = beginning.beganAt ?? keeper.now()
  }

  sent(): void {
    if (this.state === 'queued') this.state = 'waiting'
  }

  headers(status: number, hasBody: boolean): void {
    // 1xx is news on the way, not the response (RFC 9110 section 15.2).
    if (status < 200 || (this.state !== 'queued' && this.state !== 'waiting')) return
    this.state = 'open'
    this.status = status
    this.hasBody = hasBody
  }

  taken(): void {
    if (this.state === 'queued') this.state = 'open'
  }

  /** Learns from its hold what no event told: that it was sent, or never will be. */
  settle(): void {
    if (this.state === 'returned') return
    if (this.hold.isLost?.() === true) this.ended('failed')
    else if (this.state === 'queued' && this.hold.isSent?.() === true) this.sent()
  }

  ended(how: Ending, errorType?: string): void {
    if (this.state === 'returned') return
    this.errorType = errorType
    this.state = 'returned'
    this.ending = this.reclaiming ? 'reclaimed' : how
    if (how === 'collected') this.worst = 'confirmed'
    this.keeper.closed(this)
  }

  accuse(state: 'suspect' | 'confirmed'): void {
    if (this.state === 'returned') return
    this.state = state
    this.worst = state
  }

  /** Somebody reads again: the accusation falls. */
  acquit(): void {
    if (this.state !== 'suspect' && this.state !== 'confirmed') return
    this.state = 'open'
  }

  /** Since it began, in milliseconds. */
  get ageMs(): number {
    return this.keeper.now() - this.beganAt
  }

  /** Whether it has a connection or stream. */
  get leases(): boolean {
    return this.state !== 'queued' && this.state !== 'returned'
  }
}
