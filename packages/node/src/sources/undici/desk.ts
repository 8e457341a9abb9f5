import { defect } from '../../boundary/index.js'
import { Chain } from '../../chain/index.js'
import { hiddenField } from '../../hidden-field/index.js'
import type { Ledger } from '../../ledger/index.js'
import type { Caller, Departure } from './caller.js'
import { Flight } from './flight.js'
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
  /** The latest flight of a handler that may depart again: out of a pool's queue, or for a retry or a redirect. */
  private readonly departed = hiddenField<object, Flight>()
  /** The flight whose dispatch runs right now: dispatchers call each other within one tick. */
  private current: Flight | undefined
  private fetching: Caller | undefined

  /** Most flights are over before anybody looks: entering each into the ledger would be in vain. */
  private readonly unseen = new Chain<Flight>()

  constructor(private readonly ledger: Ledger) {}

  /** Enters whatever lasts. */
  gather(): void {
    for (const flight of this.unseen.all()) {
      try {
        flight.tell()
      } catch (error) {
        // Options that undici has not looked at yet may be anything.
        defect(error)
        flight.end('unseen')
      }
    }
  }

  /** Runs a call of fetch; it dispatches within this very tick. */
  fetch<T>(below: (...args: never[]) => unknown, follows: boolean, call: () => T): T {
    this.fetching = { client: 'fetch', site: this.ledger.capture(below, FETCH_FRAMES), follows }
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
    // Whoever departs again for one of whom nothing is known has nothing to inherit: most requests are spared this.
    if (flight !== undefined && flight.caller !== NOBODY) this.note(handler, flight)
    try {
      return hooked.original.call(dispatcher, options, handler)
    } finally {
      this.current = outer
      if (flight !== undefined) this.leave(flight, handler, isInner)
    }
  }

  /** undici made a Request. False when no dispatch that we wrap made it: a copy we did not see. */
  create(request: UndiciRequest, below: (...args: never[]) => unknown): boolean {
    const current = this.current
    const known = current !== undefined && !current.created
    const flight = known ? current : this.stranger(request, below)
    flight.create(request)
    ;(request as Followed)[FLIGHT] = flight
    return known
  }

  flightOf(request: UndiciRequest): Flight | undefined {
    return (request as Followed)[FLIGHT]
  }

  /** A request that comes back out of a pool's queue, or a new one; undefined when it cannot be told. */
  private take(dispatcher: Dispatcher, options: DispatchOptions, handler: object, below: Dispatch): Flight | undefined {
    try {
      const before = isObject(handler) ? this.departed.get(handler) : undefined
      if (before !== undefined && isWaiting(before)) return before
      const departure = departureOf(dispatcher, options)
      // Who departs again does so in no one's stack.
      const caller = before === undefined || before.caller === NOBODY ? this.caller(departure, below) : before.caller
      return new Flight(this.ledger, this.unseen, caller, departure)
    } catch (error) {
      // Options may be anything until undici has checked them.
      defect(error)
      return undefined
    }
  }

  private leave(flight: Flight, handler: object, isInner: boolean): void {
    try {
      if (!flight.created) this.note(handler, flight)
      const queued = isInner ? undefined : flight.arrived()
      // undici 7 wraps handlers of its newer kind, and queues the wrapper. One that is noted is another's.
      if (queued !== undefined && this.departed.get(queued) === undefined) this.note(queued, flight)
    } catch (error) {
      defect(error)
    }
  }

  private note(handler: object, flight: Flight): void {
    if (isObject(handler)) this.departed.set(handler, flight)
  }

  /** A request of a copy whose dispatch we do not see: it is followed from here on. */
  private stranger(request: UndiciRequest, below: (...args: never[]) => unknown): Flight {
    return new Flight(this.ledger, this.unseen, this.caller(request, below), request)
  }

  private caller(departure: Departure, below: (...args: never[]) => unknown): Caller {
    const fetching = this.fetching
    this.fetching = undefined
    if (fetching !== undefined) return fetching
    const inherited = this.redirects.take(departure)
    if (inherited !== undefined) return inherited
    const site = this.ledger.capture(below, FRAMES)
    return site === undefined ? NOBODY : { client: 'undici', site }
  }
}

/** Of whom nothing is known. */
const NOBODY: Caller = { client: 'undici', site: undefined }

const isWaiting = ({ created, ended }: Flight): boolean => !created && !ended

/** undici checks handlers after us: they may be anything. */
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** A Client or Pool knows its origin by itself; options may be anything, undici checks them after us. */
function departureOf(dispatcher: Dispatcher, options: DispatchOptions | undefined): Departure {
  if (options?.origin !== undefined) return options
  return { path: options?.path, method: options?.method, origin: symbolValue(dispatcher, 'url') as Departure['origin'] }
}
