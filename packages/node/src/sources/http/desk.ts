import { ClientRequest } from 'node:http'
import type { Socket } from 'node:net'
import { defect, within } from '../../boundary/index.js'
import { type CapturedStack, captureStack } from '../../callsite/index.js'
import { hiddenField } from '../../hidden-field/index.js'
import { isRedirect, type Ledger } from '../../ledger/index.js'
import { Deferred } from './deferred.js'
import { Flight } from './flight.js'
import { originOfRequest, type RequestArgs } from './place.js'
import type { Messages, Request } from './shapes.js'

/** Frames to capture: the AWS SDK has its caller 12 frames up, axios 13, and plugins add to both. */
const FRAMES = 30

type Caller = (...args: never[]) => unknown
/** `http.request` or one of its like. */
export type Make = (this: unknown, ...args: unknown[]) => unknown

/** Knows the exchange of every request. */
export class Desk {
  readonly deferred: Deferred
  private readonly flights = hiddenField<Request, Flight>()
  private isWatching = true
  /** Calls of http.request that have not returned yet; an agent may make requests of its own within one. */
  private making = 0
  /** A request that got its connection before we know it. */
  private early: { readonly request: Request; readonly socket: Socket } | undefined
  /** The exchange whose redirect is being told right now. */
  private redirecting: Flight | undefined

  constructor(private readonly ledger: Ledger) {
    this.deferred = new Deferred(ledger)
  }

  /** `below`: our function whose caller is the call site. The fewer frames of ours are between, the less it costs. */
  capture(below: Caller): CapturedStack | undefined {
    return this.isWatching && this.ledger.wantsSites ? captureStack(below, FRAMES) : undefined
  }

  /** Calls http.request or one of its like. */
  make(original: Make, self: unknown, args: unknown[], site: CapturedStack | undefined): unknown {
    if (!this.isWatching) return original.apply(self, args)
    const outer = this.early
    this.early = undefined
    this.making += 1
    try {
      const request = original.apply(self, args)
      this.meet(request, args, site)
      return request
    } finally {
      this.making -= 1
      this.early = outer
    }
  }

  /** A socket is assigned to a request. */
  readonly assigned = within((request: Request, socket: Socket, below: Caller): void => {
    if (!this.isWatching) return
    const flight = this.flights.get(request)
    if (flight !== undefined) flight.assigned(socket)
    else if (this.making > 0) this.early = { request, socket }
    // Made by `new ClientRequest`: it is followed from here on.
    else this.begin(request, [], this.capture(below)).assigned(socket)
  })

  responded({ request, response }: Messages['responded']): void {
    const flight = this.flights.get(request)
    flight?.responded(request, response)
    if (flight?.site !== undefined && isRedirect(response.statusCode)) this.redirects(flight)
  }

  failed({ request, error }: Messages['failed']): void {
    this.flights.get(request)?.failed(request, error)
  }

  stop(): void {
    this.isWatching = false
  }

  private readonly meet = within((request: unknown, args: RequestArgs, site: CapturedStack | undefined): void => {
    // Whoever replaced http.request before us may return anything.
    if (!(request instanceof ClientRequest) || this.flights.get(request) !== undefined) return
    const flight = this.begin(request, args, site)
    if (this.early?.request === request) flight.assigned(this.early.socket)
  })

  private begin(request: Request, args: RequestArgs, site: CapturedStack | undefined): Flight {
    if (site !== undefined) this.trace(site, request)
    const flight = new Flight(this.ledger, request, originOfRequest(request, args), site)
    this.flights.set(request, flight)
    request.on('close', this.closed)
    return flight
  }

  /** Says where else to look for the application: with whoever noted the request, or was redirected. */
  private trace(site: CapturedStack, request: Request): void {
    const { deferred } = this
    const before = this.redirecting?.site
    if (before === undefined && deferred.isEmpty) return
    const weak = new WeakRef(request)
    site.before = () => deferred.siteOf(weak.deref()) ?? before
  }

  /** One function for all requests, so that a listener costs no closure. */
  private readonly closed = ((desk: Desk) =>
    function (this: Request): void {
      try {
        desk.flights.get(this)?.closed(this)
      } catch (error) {
        defect(error)
      }
    })(this)

  /** Clients follow a redirect while they are told of it, in no stack of the application's. */
  private redirects(flight: Flight): void {
    this.redirecting = flight
    process.nextTick(() => {
      this.redirecting = undefined
    })
  }
}
