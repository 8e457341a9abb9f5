import type { EventEmitter } from 'node:events'
import { within } from '../boundary/index.js'
import { startInterval, stopInterval } from '../clock/index.js'
import { connections } from '../connections/index.js'
import { type Entry, ExchangeLedger, type Source, type Watcher } from '../ledger/index.js'
import { Announcer, type TrackerEvents } from './events.js'
import { type HeldResponse, heldOf } from './held.js'
import { type Mode, type Settings } from './options.js'
import { groupByPool, type PoolGroup } from './pools.js'
import { Progress } from './progress.js'
import { reclaim } from './reclaim.js'
import { Sites } from './sites.js'
import { poolSnapshots, StallJudge, type TrackerFigures, type TrackerSnapshot } from './snapshot.js'
import { type Findings, sweep } from './sweep.js'
import { Warner } from './warner.js'

/** Looks this often, or four times within the time allowed. */
const MAX_INTERVAL_MS = 1000
/** Stacks formatted in one look, so that a look stays short; the others follow in the next. */
const SITES_PER_LOOK = 500

/** Follows every exchange of the process, from the moment it is made to `stop()`. */
export class Tracker {
  readonly mode: Mode
  private readonly ledger: ExchangeLedger
  private readonly announcer = new Announcer()
  private readonly sites = new Sites()
  private readonly progress: Progress
  private readonly warner: Warner
  private readonly timer: NodeJS.Timeout
  private readonly stops: (() => void)[]
  private readonly onStops = new Set<() => void>()

  constructor(
    private readonly settings: Settings,
    sources: readonly Source[],
  ) {
    const { now, callSitesPerSecond, maxExchanges, suspectAfterMs, write } = settings
    this.mode = settings.mode
    const everyMs = Math.min(MAX_INTERVAL_MS, suspectAfterMs / 4)
    const sites = Math.ceil((callSitesPerSecond * everyMs) / 1000)
    this.ledger = new ExchangeLedger({ now, sites, maxExchanges })
    this.progress = new Progress(everyMs)
    this.warner = new Warner({ write, cwd: process.cwd() })
    this.ledger.watch({ brief: false, ended: (entry) => this.ended(entry) })
    this.stops = sources.map((source) => source.start(this.ledger))
    this.timer = startInterval(
      within(() => this.look()),
      everyMs,
    ).unref()
  }

  /** `suspect`, `confirmed`, `returned`, `reclaimed`. */
  get events(): EventEmitter<TrackerEvents> {
    return this.announcer.emitter
  }

  /** Pools and everything they lease, at this moment. */
  snapshot(): TrackerSnapshot {
    this.ledger.gather()
    for (const entry of this.ledger.entries()) entry.settle()
    const entries = this.ledger.entries()
    const leased = entries.filter(({ leases }) => leases).toSorted((one, other) => one.beganAt - other.beganAt)
    return {
      schema: 'halfopen.tracker/1',
      at: new Date().toISOString(),
      held: this.describe(leased, groupsOf(entries)),
      ...this.figures(),
    }
  }

  /** The numbers of a snapshot alone. */
  figures(): TrackerFigures {
    this.ledger.gather()
    const pools = poolSnapshots(this.ledger.entries(), this.ledger.now())
    return { pools, untracked: this.ledger.untracked, totals: this.announcer.totals }
  }

  /** Tells of every exchange as it begins and ends; for tests and metrics. Returns what stops it. */
  watch(watcher: Watcher): () => void {
    return this.ledger.watch(watcher)
  }

  /** One exchange in plain values. */
  describeEntry(entry: Entry): HeldResponse {
    return this.describe([entry], groupsOf(this.ledger.entries()))[0] as HeldResponse
  }

  /** Runs `listener` once when the tracker stops; returns what takes it back. */
  onStop(listener: () => void): () => void {
    this.onStops.add(listener)
    return () => this.onStops.delete(listener)
  }

  /** Takes every hook away and forgets. */
  stop(): void {
    stopInterval(this.timer)
    for (const listener of this.onStops) within(listener)()
    this.onStops.clear()
    for (const stop of this.stops.toReversed()) within(stop)()
    this.ledger.clear()
    connections.forget()
    this.announcer.emitter.removeAllListeners()
  }

  private look(): void {
    this.ledger.gather()
    this.formatSites()
    this.ledger.refill()
    const findings = sweep(this.ledger, this.progress, this.settings.suspectAfterMs)
    this.tell('suspect', findings.suspects, findings)
    this.tell('confirmed', findings.confirmed, findings)
    if (this.mode !== 'observe') this.warn(findings)
    if (this.mode === 'reclaim') this.reclaim(findings)
  }

  /** Captured stacks keep receivers alive: whatever lasts until a look gives them up here. */
  private formatSites(): void {
    let left = SITES_PER_LOOK
    for (const entry of this.ledger.entries()) {
      if (entry.site === undefined) continue
      this.sites.of(entry)
      left -= 1
      if (left === 0) return
    }
  }

  private tell(state: 'suspect' | 'confirmed', entries: readonly Entry[], { groups }: Pick<Findings, 'groups'>): void {
    if (entries.length === 0) return
    const held = this.describe(entries, groups)
    for (const response of held) this.announcer.tell(state, response)
  }

  /** What is confirmed in the look in which it became suspect is said once. */
  private warn({ suspects, confirmed, groups }: Findings): void {
    this.warner.accuse('confirmed', this.describe(confirmed, groups))
    this.warner.accuse(
      'suspect',
      this.describe(
        suspects.filter(({ state }) => state === 'suspect'),
        groups,
      ),
    )
  }

  private reclaim({ starved }: Findings): void {
    const { drainBytes: bytes, drainMs: ms } = this.settings
    for (const group of starved) reclaim(group, { bytes, ms })
  }

  private ended(entry: Entry): void {
    if (entry.worst === undefined) return
    const [held] = this.describe([entry], new Map())
    if (held === undefined) return
    if (entry.ending === 'collected') this.dropped(held)
    if (entry.ending === 'reclaimed') this.announcer.tell('reclaimed', held)
    this.announcer.tell('returned', held)
    if (this.mode !== 'observe') this.warner.returned(held)
  }

  /** Its Response was garbage-collected unread: a leak, even when nobody had noticed yet. */
  private dropped(held: HeldResponse): void {
    this.announcer.tell('confirmed', held)
    if (this.mode !== 'observe') this.warner.accuse('confirmed', [held])
  }

  private describe(entries: readonly Entry[], groups: ReadonlyMap<Entry, PoolGroup>): HeldResponse[] {
    const judge = new StallJudge()
    const now = this.ledger.now()
    return entries.map((entry) => {
      const group = groups.get(entry)
      const unreadMs = this.progress.unreadMs(entry)
      const around = { waiting: group?.waiters.length ?? 0, leased: group?.holders.length ?? 0, max: group?.max }
      const stall = entry.state === 'returned' ? undefined : judge.judge(entry, unreadMs)
      return heldOf(entry, { now, unreadMs, madeBy: this.sites.of(entry), stall, ...around })
    })
  }
}

function groupsOf(entries: Iterable<Entry>): Map<Entry, PoolGroup> {
  return new Map(groupByPool(entries).flatMap((group) => group.holders.map((entry) => [entry, group])))
}
