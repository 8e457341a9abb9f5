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

/** Knows which dispatch, which handler and which Request belong to one exchange. */
export class Desk {
  readonly redirects = new Redirects()
  private readonly byHandler = new WeakMap<object, Flight>()
  private readonly byRequest = new WeakMap<object, Flight>()
  /** The flight whose dispatch runs right now: dispatchers call each other within one tick. */
  private current: Flight | undefined
  private fetching: Caller | undefined

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
    if (outer !== undefined && !outer.created) {
      this.enter(outer, dispatcher, handler)
      return hooked.original.call(dispatcher, options, handler)
    }
    const flight = this.resumed(handler) ?? this.depart(departureOf(dispatcher, options), handler, hooked.wrapper)
    this.current = flight
    this.enter(flight, dispatcher, handler)
    try {
      return hooked.original.call(dispatcher, options, handler)
    } finally {
      this.current = outer
      flight.arrived()
    }
  }

  /** undici made a Request. `known` is false when no dispatch that we wrap made it: a copy we did not see. */
  create(request: UndiciRequest, below: (...args: never[]) => unknown): { readonly known: boolean } {
    const current = this.current
    const known = current !== undefined && !current.created
    const flight = known ? current : this.stranger(request, below)
    flight.create()
    flight.upgrade = request.method === 'CONNECT' || Boolean(request.upgrade)
    this.byRequest.set(request, flight)
    return { known }
  }

  /** A request of a copy whose dispatch we do not see: it is followed from here on. */
  private stranger(request: UndiciRequest, below: (...args: never[]) => unknown): Flight {
    // Not the request itself: a flight must not keep it.
    const departure = { origin: request.origin, path: request.path, method: request.method }
    return new Flight(this.ledger, this.caller(departure, below), departure, symbolValue(request, 'handler') as object)
  }

  flightOf(request: UndiciRequest): Flight | undefined {
    return this.byRequest.get(request)
  }

  private enter(flight: Flight, dispatcher: Dispatcher, handler: object): void {
    // Most dispatchers hand their handler on as it is. undici checks it after us: it may be anything.
    if (flight.through(dispatcher, handler) && typeof handler === 'object' && handler !== null) {
      this.byHandler.set(handler, flight)
    }
  }

  /** A request that comes back out of a pool's queue. */
  private resumed(handler: object): Flight | undefined {
    const flight = this.byHandler.get(handler)
    return flight !== undefined && !flight.created && !flight.ended ? flight : undefined
  }

  private depart(departure: Departure, handler: object, below: Dispatch): Flight {
    // A handler that departs again retries or follows a redirect, in no one's stack.
    const caller = this.byHandler.get(handler)?.caller ?? this.caller(departure, below)
    return new Flight(this.ledger, caller, departure, handler)
  }

  private caller(departure: Departure, below: (...args: never[]) => unknown): Caller {
    const fetching = this.fetching
    this.fetching = undefined
    if (fetching !== undefined) return fetching
    return this.redirects.take(departure) ?? { client: 'undici', site: this.capture(below, FRAMES) }
  }

  private capture(below: (...args: never[]) => unknown, frames: number): CapturedStack | undefined {
    return this.ledger.wantsSites ? captureStack(below, frames) : undefined
  }
}

function departureOf(dispatcher: Dispatcher, options: DispatchOptions): Departure {
  // A Client or Pool knows its origin by itself; options may be anything, undici checks them after us.
  const { path, method, origin = symbolValue(dispatcher, 'url') } = options ?? {}
  return { path, method, origin: origin as Departure['origin'] }
}
