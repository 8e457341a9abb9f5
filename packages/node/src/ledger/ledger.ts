import { defect } from '../boundary/index.js'
import { type CapturedStack, captureStack } from '../callsite/index.js'
import { Chain } from '../chain/index.js'
import { Entry, type Keeper } from './entry.js'
import type { Beginning, Exchange, Ledger } from './types.js'

/** Who wants to know of exchanges as they begin and end. */
export interface Watcher {
  /** Asks sources to keep `hold.isConsumed()` answering after the end. Default: false. */
  readonly bodies?: boolean
  /** Whether it must hear of exchanges that begin and end between two looks, too. Default: true. */
  readonly brief?: boolean
  began?(entry: Entry): void
  ended?(entry: Entry): void
}

export interface LedgerOptions {
  /** Monotonic, in milliseconds. */
  readonly now: () => number
  /**
   * Most stacks to capture between two calls of `refill()`; 0 captures none. A
   * stack costs some ten microseconds: this bounds what a busy program pays.
   */
  readonly sites: number
  /** Most exchanges that are followed at once; more are only counted. Range: at least 1. */
  readonly maxExchanges: number
}

/** The exchanges in progress. Bounded: beyond `maxExchanges` it only counts. */
export class ExchangeLedger implements Ledger, Keeper {
  readonly now: () => number
  /** Exchanges that came while the ledger was full, and are not followed. */
  untracked = 0
  private readonly open = new Chain<Entry>()
  /** Asked for every request: kept, not looked up. */
  wantsBodies = false
  wantsAll = false
  private readonly brings = new Set<() => void>()
  private watchers: readonly Watcher[] = []
  private readonly max: number
  private readonly sites: number
  private sitesLeft: number
  private lastId = 0

  constructor(options: LedgerOptions) {
    this.now = options.now
    this.sites = options.sites
    this.sitesLeft = options.sites
    this.max = options.maxExchanges
  }

  get wantsSites(): boolean {
    return this.sitesLeft > 0
  }

  capture(below: (...args: never[]) => unknown, frames: number): CapturedStack | undefined {
    if (this.sitesLeft <= 0) return undefined
    this.sitesLeft -= 1
    return captureStack(below, frames)
  }

  get capturesSites(): boolean {
    return this.sites > 0
  }

  /** Allows the next stacks to be captured. */
  refill(): void {
    this.sitesLeft = this.sites
  }

  begin(beginning: Beginning): Exchange {
    if (this.open.size >= this.max) {
      this.untracked += 1
      return untracked(beginning)
    }
    this.lastId += 1
    const entry = new Entry(this.lastId, beginning, this)
    this.open.add(entry)
    for (const watcher of this.watchers) if (watcher.began !== undefined) tell(watcher, 'began', entry)
    return entry
  }

  closed(entry: Entry): void {
    this.open.remove(entry)
    for (const watcher of this.watchers) tell(watcher, 'ended', entry)
    entry.site = undefined
  }

  beforeLook(bring: () => void): () => void {
    this.brings.add(bring)
    return () => this.brings.delete(bring)
  }

  /** Whoever looks calls it first. */
  gather(): void {
    for (const bring of this.brings) bring()
  }

  /** Exchanges in progress, as they were told. Safe to end entries while iterating. */
  entries(): Entry[] {
    return this.open.all()
  }

  get size(): number {
    return this.open.size
  }

  watch(watcher: Watcher): () => void {
    // It hears of the end of whatever it finds.
    this.gather()
    this.setWatchers([...this.watchers, watcher])
    return () => this.setWatchers(this.watchers.filter((other) => other !== watcher))
  }

  /** Forgets everything: the sources no longer tell how it goes on. */
  clear(): void {
    this.brings.clear()
    this.setWatchers([])
    for (const entry of this.open.all()) {
      // What its source still has to say goes nowhere.
      entry.state = 'returned'
      this.open.remove(entry)
    }
  }

  private setWatchers(watchers: readonly Watcher[]): void {
    this.watchers = watchers
    this.wantsBodies = watchers.some(({ bodies }) => bodies === true)
    this.wantsAll = watchers.some(({ brief }) => brief !== false)
  }
}

/** A watcher's fault must not become that of the program, in whose call this is. */
function tell(watcher: Watcher, what: 'began' | 'ended', entry: Entry): void {
  try {
    watcher[what]?.(entry)
  } catch (error) {
    defect(error)
  }
}

/** Stands for an exchange that the full ledger does not follow. */
const untracked = ({ origin, method }: Beginning): Exchange => ({
  id: 0,
  origin,
  method,
  state: 'returned',
  sent: () => undefined,
  headers: () => undefined,
  taken: () => undefined,
  ended: () => undefined,
})
