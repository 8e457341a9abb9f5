import { EventEmitter } from 'node:events'
import { type CapturedStack, captureStack, ownerOf } from '../../callsite/index.js'
import type { Ledger } from '../../ledger/index.js'
import { perRun } from './per-run.js'
import type { Request } from './shapes.js'

/**
 * Libraries whose calls only make an object of a class `Request`, and in the object's own time the request, in no one's
 * stack; and where they keep the request in it.
 */
const LIBRARIES: ReadonlyMap<string | undefined, string> = new Map([
  ['got', '_request'],
  ['superagent', 'req'],
  ['request', 'req'],
])

const FRAMES = 30
/** Frames up to the constructor: ours, those of EventEmitter, Stream and Duplex, its own. */
const CONSTRUCTOR_FRAMES = 10
/** In place of where a class keeps its request that is none of the libraries'. */
const NONE = ''
/** As many as begin between two looks of the tracker, and are not asked for later. */
const MAX_KEPT = 2000

type Emitter = Readonly<Record<string, unknown>>
type Init = (this: EventEmitter, options: unknown) => void

/** Knows where the objects were made whose requests come later. */
export class Deferred {
  /** By class; `NONE` for all that are none of them. */
  private readonly keys = new WeakMap<object, string>()
  private readonly sites = new WeakMap<Emitter, CapturedStack>()
  private readonly made: { readonly emitter: WeakRef<Emitter>; readonly key: string }[] = []
  private readonly byRequest = perRun(() => this.index())

  constructor(private readonly ledger: Ledger) {}

  /** Sees every emitter being made. Returns what stops it. */
  hook(): () => void {
    // Every emitter of the process would pay for what is never asked.
    if (!this.ledger.capturesSites) return () => undefined
    const events = EventEmitter as unknown as { init: Init }
    const original = events.init
    let isWatching = true
    const seen = (emitter: object): void => {
      if (isWatching) this.seen(emitter as Emitter, init)
    }
    const init: Init = function init(options) {
      original.call(this, options)
      seen(this)
    }
    events.init = init
    return () => {
      isWatching = false
      if (events.init === init) events.init = original
    }
  }

  /** Whether nothing was noted that could make a request. */
  get isEmpty(): boolean {
    return this.made.length === 0
  }

  siteOf(request: Request | undefined): CapturedStack | undefined {
    return request && this.byRequest().get(request)
  }

  private seen(emitter: Emitter, below: Init): void {
    if (!this.ledger.wantsSites) return
    const made: unknown = emitter.constructor
    if (typeof made !== 'function') return
    const key = this.keys.get(made) ?? this.learn(made, below)
    if (key === NONE) return
    const site = this.ledger.capture(below, FRAMES)
    if (site === undefined) return
    this.sites.set(emitter, site)
    this.made.push({ emitter: new WeakRef(emitter), key })
    if (this.made.length > MAX_KEPT) this.forget(this.made.splice(0, MAX_KEPT / 2))
  }

  private learn(made: object, below: Init): string {
    const key = keyOf(made, below) ?? NONE
    this.keys.set(made, key)
    return key
  }

  private forget(made: Deferred['made']): void {
    for (const { emitter } of made) {
      const gone = emitter.deref()
      if (gone !== undefined) this.sites.delete(gone)
    }
  }

  private index(): Map<unknown, CapturedStack> {
    const found = new Map<unknown, CapturedStack>()
    for (const { emitter, key } of this.made) {
      const alive = emitter.deref()
      const site = alive && this.sites.get(alive)
      if (alive !== undefined && site !== undefined) found.set(alive[key], site)
    }
    return found
  }
}

function keyOf(made: object, below: Init): string | undefined {
  // Read as it is written down: a getter might do anything.
  if (Object.getOwnPropertyDescriptor(made, 'name')?.value !== 'Request') return undefined
  return LIBRARIES.get(ownerOf(captureStack(below, CONSTRUCTOR_FRAMES)))
}
