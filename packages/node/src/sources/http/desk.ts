import { ClientRequest } from 'node:http'
import type { Socket } from 'node:net'
import { defect, within } from '../../boundary/index.js'
import type { CapturedStack } from '../../callsite/index.js'
import { connections } from '../../connections/index.js'
import { hiddenField } from '../../hidden-field/index.js'
import { isRedirect, type Ledger } from '../../ledger/index.js'
import { Deferred } from './deferred.js'
import { type Departure, Flight } from './flight.js'
import type { Line } from './line.js'
import { Lines } from './lines.js'
import { Making } from './making.js'
import { originOfRequest, type RequestArgs } from './place.js'
import type { Messages, Request } from './shapes.js'

/** Frames to capture: the AWS SDK has its caller 12 frames up, axios 13, and plugins add to both. */
const FRAMES = 30

type Caller = (...args: never[]) => unknown
/** `http.request` or one of its like. */
export type Make = (this: unknown, ...args: unknown[]) => unknown

/** Knows the exchange of every request that is followed. */
export class Desk {
  readonly deferred: Deferred
  private readonly lines: Lines
  private readonly flights = hiddenField<Request, Flight>()
  private isWatching = true
  /** The innermost call that makes a request right now. */
  private making: Making | undefined
  /** Where the request was made whose redirect is being told right now. */
  private redirecting: CapturedStack | undefined

  constructor(private readonly ledger: Ledger) {
    this.deferred = new Deferred(ledger)
    this.lines = new Lines((request, line) => this.follow(request, line))
  }

  /** `below`: our function whose caller is the call site. The fewer frames of ours are between, the less it costs. */
  capture(below: Caller): CapturedStack | undefined {
    return this.isWatching ? this.ledger.capture(below, FRAMES) : undefined
  }

  /** Calls http.request or one of its like. */
  make(original: Make, self: unknown, args: unknown[], site: CapturedStack | undefined): unknown {
    if (!this.isWatching) return original.apply(self, args)
    const outer = this.making
    const making = new Making(site)
    this.making = making
    try {
      const request = original.apply(self, args)
      if (request !== making.request || making.socket !== undefined) this.meet(request, args, making)
      return request
    } finally {
      this.making = outer
      // Somebody may have made http.get call http.request: then both calls make the same request.
      if (outer !== undefined) outer.request ??= making.request
    }
  }

  /** A socket is assigned to a request. */
  readonly assigned = within((request: Request, socket: Socket, below: Caller): void => {
    if (!this.isWatching) return
    const flight = this.flights.get(request)
    if (flight !== undefined) return flight.assigned(socket)
    const { making } = this
    // Without a call it was made by `new ClientRequest`.
    const site = making === undefined ? this.capture(below) : making.site
    const isOnLine = !this.ledger.wantsAll && this.lines.take(socket, request, site)
    if (isOnLine && site !== undefined) this.trace(site, request)
    if (making === undefined) {
      if (!isOnLine) this.beginTraced(request, [], site).assigned(socket)
      return
    }
    making.request = request
    making.socket = isOnLine ? undefined : socket
  })

  responded({ request, response }: Messages['responded']): void {
    const flight = this.flights.get(request)
    flight?.responded(request, response)
    const site = (flight ?? this.lines.of(request))?.site
    if (site !== undefined && isRedirect(response.statusCode)) this.redirects(site)
  }

  failed({ request, error }: Messages['failed']): void {
    const line = this.lines.of(request)
    if (line !== undefined) this.lines.bring(line)
    const flight = this.flights.get(request)
    if (flight !== undefined) return flight.failed(request, error)
    // Destroyed before it had its socket: Node.js frees the connection first, and then says that it failed.
    const carrier = this.lines.carrierOf(request)
    if (carrier === undefined) return
    connections.failed(error, { method: request.method, origin: carrier.origin, phase: 'sent' }, carrier)
  }

  /** Tells of what lasts. */
  gather(): void {
    this.lines.bringAll()
  }

  stop(): void {
    this.isWatching = false
    this.lines.stop()
  }

  private readonly meet = within((request: unknown, args: RequestArgs, making: Making): void => {
    // Whoever replaced http.request before us may return anything.
    if (!(request instanceof ClientRequest)) return
    if (this.flights.get(request) !== undefined || this.lines.of(request) !== undefined) return
    const flight = this.beginTraced(request, args, making.site)
    if (making.request === request && making.socket !== undefined) flight.assigned(making.socket)
  })

  private beginTraced(request: Request, args: RequestArgs, site: CapturedStack | undefined): Flight {
    if (site !== undefined) this.trace(site, request)
    return this.begin(request, { origin: originOfRequest(request, args), site })
  }

  private begin(request: Request, departure: Departure): Flight {
    const flight = new Flight(this.ledger, request, departure)
    this.flights.set(request, flight)
    request.on('close', this.closed)
    return flight
  }

  /** Begins to follow a request that has had its connection for a while. */
  private follow(request: Request, { carrier, site }: Line): void {
    const flight = this.begin(request, { origin: carrier.origin, site, beganAt: carrier.usedAtMs })
    flight.isOn(carrier)
    if (request.res) flight.responded(request, request.res)
    if (request.closed) flight.closed(request)
  }

  /** Says where else to look for the application: with whoever noted the request, or was redirected. */
  private trace(site: CapturedStack, request: Request): void {
    const { deferred, redirecting } = this
    if (redirecting === undefined && deferred.isEmpty) return
    const weak = new WeakRef(request)
    site.before = () => deferred.siteOf(weak.deref()) ?? redirecting
  }

  /** One function for all requests, so that a listener costs no closure. */
  private readonly closed = ((desk: Desk) =>
    function (this: Request): void {
      try {
        desk.isClosed(this)
      } catch (error) {
        defect(error)
      }
    })(this)

  private isClosed(request: Request): void {
    const flight = this.flights.get(request)
    if (flight === undefined) return
    flight.closed(request)
    const { carrier } = flight
    // An upgraded connection never comes back.
    const canComeBack = request.socket && request.upgradeOrConnect !== true
    if (carrier !== undefined && canComeBack && this.isWatching) this.lines.add(request.socket, carrier)
  }

  /** Clients follow a redirect while they are told of it, in no stack of the application's. */
  private redirects(site: CapturedStack): void {
    this.redirecting = site
    process.nextTick(() => {
      this.redirecting = undefined
    })
  }
}
