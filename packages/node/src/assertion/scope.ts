import type { Entry } from '../ledger/index.js'
import type { TrackerHandle } from '../tracker/index.js'
import type { Leak } from './leak.js'
import { type CheckSettings, checkSettings, type LeakCheckOptions } from './options.js'
import { Records, type Suspicion } from './records.js'
import { type Registry, registry } from './registry.js'
import { leakError, leakText } from './report.js'
import { settle } from './settle.js'

/** From here to its end: what begins in it must be done when it ends. */
export class Scope implements AsyncDisposable {
  readonly outer: Scope | undefined
  isOpen = true
  private readonly settings: CheckSettings
  private readonly home: Registry = registry()
  private readonly records = new Records()
  private readonly tracker: TrackerHandle
  private readonly release: () => void
  private isAllowed = false

  constructor(options: LeakCheckOptions) {
    this.settings = checkSettings({ ...this.home.defaults, ...options })
    const { tracker, release } = this.home.track()
    this.tracker = tracker
    this.release = release
    this.outer = this.home.storage.getStore()
    this.home.enter(this)
  }

  get takesStrays(): boolean {
    return this.settings.strays === 'count'
  }

  /** Runs `action` as this scope's: what it begins, now or later, belongs here. */
  run<T>(action: () => T): T {
    return this.home.storage.run(this, action)
  }

  /** The same for the rest of the function that calls it. */
  enter(): void {
    this.home.storage.enterWith(this)
  }

  began(entry: Entry): void {
    this.records.began(entry)
  }

  /** This scope may leak: it is a test of something that does. */
  allow(): void {
    this.isAllowed = true
  }

  /** What was left behind, once things have settled. Ends the scope. */
  async find(): Promise<readonly Leak[]> {
    if (!this.isOpen) return []
    try {
      const suspicions = this.isAllowed ? [] : await settle(() => this.look(), this.settings.settleMs)
      return suspicions.map((suspicion) => this.describe(suspicion)).filter((leak) => !this.settings.ignore(leak))
    } finally {
      this.close()
    }
  }

  /**
   * Ends the scope, and fails when it leaks.
   * @throws HalfopenError HO_LEAK, unless `onLeak` is `warn`.
   */
  async check(): Promise<void> {
    const leaks = await this.find()
    if (leaks.length === 0) return
    const { name, onLeak, write } = this.settings
    if (onLeak === 'throw') throw leakError(leaks, name)
    write(`halfopen: ${leakText(leaks, name)}\n`)
  }

  /** Ends the scope without a verdict, as when the test has failed already. */
  close(): void {
    if (!this.isOpen) return
    this.isOpen = false
    this.home.leave(this)
    this.release()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.check()
  }

  private look(): Suspicion[] {
    const { pending } = this.settings
    return this.records.suspicions().filter(({ kind }) => kind !== 'pending' || pending === 'report')
  }

  private describe({ entry, kind, site }: Suspicion): Leak {
    entry.site ??= site
    return { kind, ...this.tracker.describeEntry(entry) }
  }
}
