import { defect } from '../../boundary/index.js'
import { type CapturedStack, captureStack } from '../../callsite/index.js'
import type { Ledger } from '../../ledger/index.js'
import { type Caller, type Departure, Flight } from './flight.js'
import { Redirects } from './redirects.js'
import { type Dispatch, type DispatchOptions, type Dispatcher, symbolValue, type UndiciRequest } from './shapes.js'

/** A copy's own `dispatch`, and what stands in its place: the frame under which call sites begin. */
export interface Hooked {
  readonly original: Dispatch
  readonly wrapper: Dispatch
}

/**
 * Frames to capture inside undici: the caller of request() is some ten frames
 * up, that of stream() and of libraries above it more.
 */
const FRAMES = 30
/** Frames to capture in our wrapper of fetch: only the application and the library it called are above. */
const FETCH_FRAMES = 12

/** Where a Request keeps its flight: many times cheaper than a WeakMap, and undici's Requests are nobody else's. */
const FLIGHT = Symbol('halfopen flight')

type Followed = UndiciRequest & { [FLIGHT]?: Flight }

/** Knows which dispatch, which handler and which Request belong to one exchange. */
export class Desk {
  readonly redirects = new Redirects()
  /** Of requests that wait in a pool's queue. */
  private readonly queued = new WeakMap<object, Flight>()
  /** Whose call site a handler inherits that departs again. */
  private readonly callers = new WeakMap<object, Caller>()
  /** The flight whose dispatch runs right now: dispatchers call each other within one tick. */
  private current: Flight | undefined
  private fetching: Caller | undefined
  /** The last handler that got a caller: dispatchers hand the same one on. */
  private endowed: object | undefined

  constructor(private readonly ledger: Ledger) {}

  /** Runs a call of fetch; it dispatches within this very tick. */
  fetch<T>(below: (...args: never[]) => unknown, call: () => T): T {
    this.fetching = { client: 'fetch', site: this.capture(below, FETCH_FRAMES) }
    try {
      return call()
    } finally {
      this.fetching = undefined
    }
  }

  /** Runs one dispatcher's dispatch. */
  dispatch(dispatcher: Dispatcher, hooked: Hooked, options: DispatchOptions, handler: object): boolean {
    const outer = this.current
    const isInner = outer !== undefined && !outer.created
    const flight = isInner ? outer : this.take(dispatcher, options, handler, hooked.wrapper)
    this.current = flight
    flight?.through(dispatcher, handler)
    this.endow(handler, flight?.caller)
    try {
      return hooked.original.call(dispatcher, options, handler)
    } finally {
      this.current = outer
      this.endowed = undefined
      if (flight !== undefined) this.leave(flight, handler, isInner ? 'inner' : 'outermost')
    }
  }

  /** undici made a Request. `known` is false when no dispatch that we wrap made it: a copy we did not see. */
  create(request: UndiciRequest, below: (...args: never[]) => unknown): { readonly known: boolean } {
    const current = this.current
    const known = current !== undefined && !current.created
    const flight = known ? current : this.stranger(request, below)
    flight.create(request)
    ;(request as Followed)[FLIGHT] = flight
    return { known }
  }

  flightOf(request: UndiciRequest): Flight | undefined {
    return (request as Followed)[FLIGHT]
  }

  /** A request that comes back out of a pool's queue, or a new one; undefined when it cannot be told. */
  private take(dispatcher: Dispatcher, options: DispatchOptions, handler: object, below: Dispatch): Flight | undefined {
    try {
      const flight = isObject(handler) ? this.queued.get(handler) : undefined
      if (flight !== undefined && !flight.created && !flight.ended) return flight
      return this.depart(departureOf(dispatcher, options), handler, below)
    } catch (error) {
      // Options may be anything until undici has checked them.
      defect(error)
      return undefined
    }
  }

  private leave(flight: Flight, handler: object, dispatcher: 'inner' | 'outermost'): void {
    try {
      if (!flight.created && isObject(handler)) this.queued.set(handler, flight)
      if (dispatcher === 'outermost') flight.arrived()
    } catch (error) {
      defect(error)
    }
  }

  private depart(departure: Departure, handler: object, below: Dispatch): Flight {
    // A handler that departs again retries or follows a redirect, in no one's stack.
    const known = isObject(handler) ? this.callers.get(handler) : undefined
    return new Flight(this.ledger, known ?? this.caller(departure, below), departure)
  }

  /** There is nothing to inherit from a caller of whom nothing is known: most requests are spared the entry. */
  private endow(handler: object, caller: Caller | undefined): void {
    if (caller === undefined || caller === NOBODY || handler === this.endowed || !isObject(handler)) return
    this.endowed = handler
    this.callers.set(handler, caller)
  }

  /** A request of a copy whose dispatch we do not see: it is followed from here on. */
  private stranger(request: UndiciRequest, below: (...args: never[]) => unknown): Flight {
    return new Flight(this.ledger, this.caller(request, below), request)
  }

  private caller(departure: Departure, below: (...args: never[]) => unknown): Caller {
    const fetching = this.fetching
    this.fetching = undefined
    if (fetching !== undefined) return fetching
    const inherited = this.redirects.take(departure)
    if (inherited !== undefined) return inherited
    const site = this.capture(below, FRAMES)
    return site === undefined ? NOBODY : { client: 'undici', site }
  }

  private capture(below: (...args: never[]) => unknown, frames: number): CapturedStack | undefined {
    return this.ledger.wantsSites ? captureStack(below, frames) : undefined
  }
}

/** Of whom nothing is known. */
const NOBODY: Caller = { client: 'undici', site: undefined }

/** undici checks handlers after us: they may be anything. */
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

function departureOf(dispatcher: Dispatcher, options: DispatchOptions): Departure {
  // A Client or Pool knows its origin by itself; options may be anything, undici checks them after us.
  const { path, method, origin = symbolValue(dispatcher, 'url') } = options ?? {}
  return { path, method, origin: origin as Departure['origin'] }
}
