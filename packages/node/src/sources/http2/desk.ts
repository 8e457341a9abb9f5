import type { ClientHttp2Session, ClientHttp2Stream } from 'node:http2'
import type { Ledger } from '../../ledger/index.js'
import { wrapMethod } from '../methods/index.js'
import { sessionOf } from './session.js'
import { Flight } from './stream.js'

/** The caller of request() is the next frame, unless a library is between. */
const FRAMES = 15

/** Knows which stream belongs to which exchange, and hears what streams tell. */
export class Desk {
  private readonly flights = new WeakMap<ClientHttp2Stream, Flight>()
  private readonly unwrap = new Map<object, () => void>()

  constructor(private readonly ledger: Ledger) {}

  /** A stream was made. */
  meet(stream: ClientHttp2Stream, below: (...args: never[]) => unknown): void {
    const session = stream.session as ClientHttp2Session | undefined
    if (session === undefined || isPushed(stream)) return
    const view = sessionOf(session)
    if (view.isUndici) return
    this.listenTo(stream)
    const site = this.ledger.capture(below, FRAMES)
    this.flights.set(stream, new Flight(this.ledger, stream, view, site))
  }

  stop(): void {
    for (const unwrap of this.unwrap.values()) unwrap()
    this.unwrap.clear()
  }

  /** Not by listeners, which the program could count: by `emit` of the one class that all client streams are of. */
  private listenTo(stream: ClientHttp2Stream): void {
    const prototype = Object.getPrototypeOf(stream) as object
    if (this.unwrap.has(prototype)) return
    const unwrap = wrapMethod(prototype, 'emit', (self, args, original) => {
      const [event, first, second] = args
      // Of a stream's dozen events three tell something.
      if (event === 'response' || event === 'error' || event === 'close') {
        this.flights.get(self as ClientHttp2Stream)?.hears(event, first, second)
      }
      return Reflect.apply(original, self, args)
    })
    this.unwrap.set(prototype, unwrap)
  }
}

/** Nobody asked for it; where nobody listens for pushes, Node.js resets it by itself. */
function isPushed(stream: ClientHttp2Stream): boolean {
  return (stream as { sentHeaders?: unknown }).sentHeaders === undefined
}
