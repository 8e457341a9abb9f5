import { Dispatcher, errors } from 'undici'
import { IdleLimits } from '../idle/index.js'
import type { Settings } from '../options/index.js'
import { Gate, type PoolStats } from '../pool/index.js'
import { Lease } from './lease.js'
import { Modern } from './modern.js'
import { OriginPool } from './origin-pool.js'
import type { RawHandler } from './raw-handler.js'
import { slotOptionsOf } from './slot-options.js'

const STATES = { open: undefined, closing: errors.ClientClosedError, destroyed: errors.ClientDestroyedError } as const

/** A Dispatcher of undici whose connections cannot leak or hang: see createDispatcher. */
export class HalfopenDispatcher extends Dispatcher {
  // No #private fields: `compose` calls these methods on a Proxy of this object, which has none.
  private state: keyof typeof STATES = 'open'
  private readonly pools = new Map<string, OriginPool>()
  private readonly limits: IdleLimits
  private readonly gate: Gate<Lease>
  private readonly shared
  private readonly whenIdle: (() => void)[] = []

  constructor(settings: Settings, now: () => number) {
    super()
    this.limits = new IdleLimits(settings)
    this.gate = new Gate<Lease>(settings, this.connections(), now)
    const slotOptions = slotOptionsOf(settings)
    this.shared = { settings, gate: this.gate, slotOptions, onClosed: (pool: OriginPool) => this.tidy(pool) }
  }

  get closed(): boolean {
    return this.state !== 'open'
  }

  get destroyed(): boolean {
    return this.state === 'destroyed'
  }

  /** Use of each origin's pool that has or wants connections. */
  stats(): PoolStats[] {
    return this.gate.stats()
  }

  /** Always true: a request that must wait is bounded by `poolTimeoutMs`, so that nobody needs to hold back. */
  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    const raw = rawOf(handler)
    try {
      this.refuseWhenClosed()
      const site = this.shared.settings.callSites ? calledFrom() : undefined
      new Lease(this.poolOf(options.origin), options, raw, site).begin()
    } catch (error) {
      raw.onError(error as Error)
    }
    return true
  }

  /** Takes no more requests, waits until all are answered, then closes the connections. */
  override close(callback?: () => void): Promise<void> {
    if (this.state === 'open') this.state = 'closing'
    return told(this.endWhenIdle(), callback)
  }

  /** Ends every request with the error given, ClientDestroyedError unless told, and every connection. */
  override destroy(reason?: Error | null | (() => void), callback?: () => void): Promise<void> {
    const done = typeof reason === 'function' ? reason : callback
    const error = typeof reason === 'function' ? undefined : reason
    const ended = this.end(error ?? new errors.ClientDestroyedError())
    return told(ended, done)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.destroy()
  }

  private async endWhenIdle(): Promise<void> {
    await this.idle()
    await this.end()
  }

  private async end(reason: Error = new errors.ClientDestroyedError()): Promise<void> {
    this.state = 'destroyed'
    const pools = [...this.pools.values()]
    for (const pool of pools) for (const lease of pool.gate.everyone()) lease.end(reason)
    const ended = pools.map((pool) => pool.slots.destroy())
    await Promise.all(ended)
    for (const pool of pools) this.tidy(pool)
  }

  private idle(): Promise<void> {
    return new Promise((resolve) => {
      if (this.gate.isIdle) resolve()
      else this.whenIdle.push(resolve)
    })
  }

  private tidy(pool: OriginPool): void {
    if (pool.gate.isUnused && this.pools.get(pool.origin) === pool) {
      this.pools.delete(pool.origin)
      this.gate.forget(pool.origin)
    }
    if (this.whenIdle.length > 0 && this.gate.isIdle) for (const resolve of this.whenIdle.splice(0)) resolve()
  }

  private poolOf(origin: string | URL | undefined): OriginPool {
    const known = typeof origin === 'string' ? this.pools.get(origin) : undefined
    return known ?? this.poolNamed(nameOf(origin))
  }

  private poolNamed(name: string): OriginPool {
    const known = this.pools.get(name)
    if (known !== undefined) return known
    const pool = new OriginPool(name, this.limits.of(name), this.shared)
    this.pools.set(name, pool)
    return pool
  }

  private refuseWhenClosed(): void {
    const Closed = STATES[this.state]
    if (Closed !== undefined) throw new Closed()
  }

  private connections() {
    const slots = () => Array.from(this.pools.values(), (pool) => pool.slots)
    return {
      available: () => slots().reduce((sum, { available }) => sum + available, 0),
      closeLongestIdle: () => {
        const longest = slots().reduce((a, b) => (b.longestIdleSince < a.longestIdleSince ? b : a))
        return longest.closeLongestIdle()
      },
    }
  }
}

/** undici's methods that end take a callback too. */
async function told(ended: Promise<void>, callback: (() => void) | undefined): Promise<void> {
  await ended
  callback?.()
}

/** The shortest form: the port left out where it is the scheme's own. */
function nameOf(origin: string | URL | undefined): string {
  const url = origin === undefined ? undefined : parsed(origin)
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new errors.InvalidArgumentError(`origin: ${String(origin)} is not an http or https URL`)
  }
  return url.origin
}

function parsed(origin: string | URL): URL | undefined {
  return URL.canParse(String(origin)) ? new URL(String(origin)) : undefined
}

function rawOf(handler: Dispatcher.DispatchHandler): RawHandler {
  if (typeof handler !== 'object' || handler === null)
    throw new errors.InvalidArgumentError('handler must be an object')
  return typeof handler.onConnect === 'function' ? (handler as RawHandler) : new Modern(handler)
}

function calledFrom(): { readonly stack?: string } {
  const site: { readonly stack?: string } = {}
  // oxlint-disable-next-line typescript/unbound-method -- named only, as the frame to begin below
  Error.captureStackTrace(site, HalfopenDispatcher.prototype.dispatch)
  return site
}
