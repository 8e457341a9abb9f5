import { AsyncLocalStorage } from 'node:async_hooks'
import type { Entry } from '../ledger/index.js'
import { startTracker, type TrackerHandle } from '../tracker/index.js'
import type { LeakCheckOptions } from './options.js'
import type { Scope } from './scope.js'

/** The scopes of this process (of this realm, where a runner such as jest makes several), shared by all copies. */
const KEY = Symbol.for('@halfopen/node/testing')

/** Which scope an exchange belongs to. */
export class Registry {
  /** The scope in whose asynchronous context code runs; undefined between tests. */
  readonly storage = new AsyncLocalStorage<Scope | undefined>()
  /** What `configureLeakCheck` set. */
  defaults: LeakCheckOptions = {}
  private readonly open = new Set<Scope>()
  /** A redirect or retry shares the stack of the request before it, and may come in anybody's context. */
  private readonly bySite = new WeakMap<object, Scope>()
  private tracking: { readonly tracker: TrackerHandle; users: number } | undefined

  /** A share in the tracker: the last one to release it takes every hook away. */
  track(): { readonly tracker: TrackerHandle; readonly release: () => void } {
    const tracking = (this.tracking ??= { tracker: this.start(), users: 0 })
    tracking.users += 1
    const release = (): void => {
      tracking.users -= 1
      if (tracking.users > 0) return
      this.tracking = undefined
      tracking.tracker.stop()
    }
    return { tracker: tracking.tracker, release: once(release) }
  }

  enter(scope: Scope): void {
    this.open.add(scope)
  }

  leave(scope: Scope): void {
    this.open.delete(scope)
  }

  private start(): TrackerHandle {
    // Tests make few requests: each may cost a stack.
    const tracker = startTracker({ mode: 'observe', callSitesPerSecond: 1_000_000 })
    const stop = tracker.watch({ bodies: true, began: (entry) => this.began(entry) })
    return {
      ...tracker,
      stop: () => {
        stop()
        tracker.stop()
      },
    }
  }

  private began(entry: Entry): void {
    const owner = this.ownerOf(entry)
    if (entry.site !== undefined && owner !== undefined) this.bySite.set(entry.site, owner)
    owner?.began(entry)
  }

  private ownerOf(entry: Entry): Scope | undefined {
    const found = (entry.site && this.bySite.get(entry.site)) ?? this.storage.getStore()
    // What a test that is over still begins is nobody's: never the next test's.
    return found === undefined ? this.strayOwner() : nearestOpen(found)
  }

  /** The innermost open scope, unless there are several beside each other: then nobody can tell whose it is. */
  private strayOwner(): Scope | undefined {
    const around = new Set([...this.open].map(({ outer }) => outer))
    const [innermost, another] = [...this.open].filter((scope) => !around.has(scope))
    return another === undefined && innermost?.takesStrays === true ? innermost : undefined
  }
}

function nearestOpen(scope: Scope): Scope | undefined {
  for (let found: Scope | undefined = scope; found !== undefined; found = found.outer) if (found.isOpen) return found
  return undefined
}

function once(action: () => void): () => void {
  let done = false
  return () => {
    if (!done) action()
    done = true
  }
}

export function registry(): Registry {
  const holder = globalThis as Record<symbol, unknown>
  holder[KEY] ??= new Registry()
  return holder[KEY] as Registry
}
