import type { Socket } from 'node:net'
import type { CapturedStack } from '../../callsite/index.js'
import { Chain } from '../../chain/index.js'
import { type Connection, connections } from '../../connections/index.js'
import { hiddenField } from '../../hidden-field/index.js'
import { Line } from './line.js'
import type { Request } from './shapes.js'

type Listener = (this: Socket) => void

/**
 * The requests of which nobody needs to hear unless they last. Most are over before anybody looks: such a request costs
 * a few assignments, where following it costs as much as a tenth of a small request. Followed is who is there when
 * somebody looks, who fails, and whose connection closes under him.
 */
export class Lines {
  private readonly bySocket = hiddenField<Socket, Line>()
  /** Of requests that were destroyed before they had their socket: all others lead to it. */
  private readonly byRequest = hiddenField<Request, Line>()
  private readonly open = new Chain<Line>()
  private readonly freed: Listener
  private readonly closed: Listener

  /** @param follow begins to follow the request of this line. */
  constructor(private readonly follow: (request: Request, line: Line) => void) {
    const { bySocket, byRequest } = this
    this.freed = function freed(): void {
      const line = bySocket.get(this)
      if (line?.request === undefined) return
      connections.freed(line.carrier)
      if (!line.request.socket) byRequest.set(line.request, line)
      line.clear()
    }
    const end = (line: Line | undefined): void => this.end(line)
    this.closed = function closed(): void {
      end(bySocket.get(this))
    }
  }

  /** A connection has carried a request well, and may carry more. */
  add(socket: Socket, carrier: Connection): void {
    if (socket.destroyed || this.bySocket.get(socket) !== undefined) return
    const line = new Line(carrier)
    this.bySocket.set(socket, line)
    this.open.add(line)
    // First of all: the agent gives the connection to the next request when it hears of it, and Node.js tells the
    // request that its connection is lost.
    socket.prependListener('free', this.freed).prependListener('close', this.closed)
  }

  /** A request gets a connection. False: none that is known, it must be followed. */
  take(socket: Socket, request: Request, site: CapturedStack | undefined): boolean {
    const line = this.bySocket.get(socket)
    if (line === undefined || socket.destroyed) return false
    // Whoever shares a connection, or never says that it is free, does as no agent of Node.js does.
    if (line.request !== undefined) this.bring(line)
    connections.used(socket, line.carrier)
    line.request = request
    line.site = site
    return true
  }

  /** The line on which this request is, unless it is followed. */
  of(request: Request): Line | undefined {
    const line = request.socket ? this.bySocket.get(request.socket) : undefined
    return line?.request === request ? line : undefined
  }

  /** The connection of a request that was destroyed before it had its socket. */
  carrierOf(request: Request): Connection | undefined {
    return this.byRequest.get(request)?.carrier
  }

  /** Follows whatever is on a line right now. */
  bringAll(): void {
    for (const line of this.open.all()) this.bring(line)
  }

  bring(line: Line): void {
    const { request } = line
    if (request !== undefined) this.follow(request, line)
    line.clear()
  }

  stop(): void {
    for (const line of this.open.all()) {
      line.carrier.socket.deref()?.off('free', this.freed).off('close', this.closed)
      line.clear()
    }
  }

  private end(line: Line | undefined): void {
    // A program may say "close" of a socket by itself, and twice.
    if (line?.isOpen !== true) return
    line.isOpen = false
    this.open.remove(line)
    this.bring(line)
  }
}
