import type { IncomingMessage, ServerResponse } from 'node:http'
import type { IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from 'node:http2'
import type { Socket } from 'node:net'
import type { Connection } from './connection.js'
import { type Exchange, Http1Exchange, http2Exchange } from './exchange.js'
import type { Keeper } from './keeper.js'

/** Follows the requests on the connections. It adds no listener to the server: some change what Node does (checkContinue, upgrade). */
export class Traffic {
  /** While draining: connections end with the answers to what they have asked. */
  isLast = false
  private readonly bySocket = new WeakMap<Socket, Connection>()
  private readonly bySession = new WeakMap<object, Connection>()
  /** The connection whose `connection` event is being handled: http2 makes its session inside it. */
  private current: Connection | undefined

  constructor(private readonly keeper: Keeper) {}

  connection(connection: Connection, forward: () => boolean): boolean {
    this.bySocket.set(connection.raw, connection)
    return this.during(connection, forward)
  }

  /** Node keeps the accepted socket of a TLS socket in `_parent` (lib/_tls_wrap.js); without it the connection is known by its raw socket only. */
  secured(tls: Socket, forward: () => boolean): boolean {
    const { _parent: raw } = tls as Socket & { _parent?: Socket }
    const connection = raw === undefined ? undefined : this.keeper.of(raw)
    if (connection === undefined) return forward()
    connection.secure(tls)
    this.bySocket.set(tls, connection)
    return this.during(connection, forward)
  }

  session(session: ServerHttp2Session): void {
    if (this.current === undefined) return
    this.current.session = session
    this.bySession.set(session, this.current)
  }

  stream(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    const connection = stream.session === undefined ? undefined : this.bySession.get(stream.session)
    if (connection !== undefined) this.begin(connection, stream, http2Exchange(stream, headers, this.now()))
  }

  /** HTTP/2 requests come here too, in compatibility mode: their stream has been seen. */
  request(req: IncomingMessage, res: ServerResponse, awaitsContinue: boolean): void {
    const connection = req.httpVersionMajor >= 2 ? undefined : this.bySocket.get(req.socket)
    if (connection === undefined || connection.exchanges.has(res)) return
    this.begin(connection, res, new Http1Exchange(req, res, awaitsContinue, this.now()))
    if (this.isLast) sayLast(connection)
  }

  tunnel(req: IncomingMessage): void {
    const connection = req.httpVersionMajor >= 2 ? undefined : this.bySocket.get(req.socket)
    if (connection === undefined || connection.closing !== undefined) return
    connection.isTunnel = true
    this.keeper.roster.toBusy(connection)
  }

  private begin(connection: Connection, key: ServerResponse | ServerHttp2Stream, exchange: Exchange): void {
    if (connection.closing !== undefined) return
    connection.begin(key, exchange)
    this.keeper.roster.toBusy(connection)
    const over = () => this.over(connection, key)
    key.on('close', () => exchange.whenOver(over))
  }

  private over(connection: Connection, key: ServerResponse | ServerHttp2Stream): void {
    if (!connection.end(key, this.now()) || connection.isTunnel) return
    if (this.isLast) this.lastAnswerDone(connection)
    else this.keeper.idle(connection)
  }

  /** What has been written still goes out; Node may be closing it already. Who has gone is not to be waited for. */
  private lastAnswerDone(connection: Connection): void {
    if (connection.session !== undefined || connection.closing !== undefined || connection.raw.destroyed) return
    connection.closing = { reason: 'drained', at: this.now() }
    this.keeper.roster.toLeaving(connection)
    connection.top.destroySoon()
  }

  private during(connection: Connection, forward: () => boolean): boolean {
    const before = this.current
    this.current = connection
    try {
      return forward()
    } finally {
      this.current = before
    }
  }

  private now(): number {
    return this.keeper.tools.clock()
  }
}

/** So that the client sends its next request elsewhere. Of pipelined requests only the last one's answer says it: Node closes after it. */
export function sayLast({ exchanges }: Connection): void {
  let left = exchanges.size
  for (const exchange of exchanges.values()) exchange.sayClose(--left === 0)
}
