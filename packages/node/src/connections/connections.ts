import type { Socket } from 'node:net'
import { within } from '../boundary/index.js'
import { hiddenField } from '../hidden-field/index.js'
import { Connection } from './connection.js'
import { factsOf } from './facts.js'
import { Origins } from './origins.js'
import type { ConnectionEnd, FailedRequest, Failure, OriginConnections } from './types.js'
import { closedBy, type EndListeners, finishedBy, leaveEnd, watchEnd } from './watch.js'

/** Hears of every connection that has ended. */
export type OnEnded = (connection: Connection) => void

/** The client connections of this process, as sources tell of them. Keeps no socket and no error alive. */
export class Connections {
  private bySocket = hiddenField<Socket, Connection>()
  private readonly byError = new WeakMap<object, Failure>()
  private readonly origins = new Origins()
  private readonly listeners = new Set<OnEnded>()

  private readonly now: () => number
  private readonly ends: EndListeners

  /** @param now the monotonic clock, in milliseconds. */
  constructor(now: () => number) {
    this.now = () => Math.trunc(now())
    this.ends = endListeners((socket, act) => {
      const connection = this.bySocket.get(socket)
      if (connection?.isOpen === true) this[act](connection, socket)
    })
  }

  /** A connection is open. Told twice of the same socket, it answers with what it knows. */
  opened(socket: Socket, origin: string): Connection {
    return this.bySocket.get(socket) ?? this.meet(socket, origin, true)
  }

  /** A request goes out on it; whose origin is asked for only where the connection is new to us. */
  used(socket: Socket, request: { readonly origin: string }): Connection {
    const connection = this.bySocket.get(socket) ?? this.meet(socket, request.origin, socket.bytesWritten === 0)
    connection.uses += 1
    connection.active += 1
    if (connection.active === 1) {
      connection.account.active += 1
      const nowMs = this.now()
      connection.idleMs = nowMs - connection.freedAtMs
      connection.usedAtMs = nowMs
      connection.bytesAtUse = socket.bytesRead
    }
    return connection
  }

  /** The exchange on it is over, however it ended. */
  freed(connection: Connection): void {
    if (connection.active === 0) return
    connection.active -= 1
    if (connection.active > 0) return
    connection.freedAtMs = this.now()
    if (connection.isOpen) connection.account.active -= 1
  }

  /** A request failed with this error, which reaches the application as it is, or as the cause of another. */
  failed(error: unknown, request: FailedRequest, connection: Connection | undefined): void {
    if (typeof error !== 'object' || error === null) return
    const nowMs = this.now()
    if (connection === undefined) {
      this.byError.set(error, { ...request, atMs: nowMs, connection: null })
      return
    }
    this.settle(connection)
    const facts = factsOf(connection, nowMs, request.bytes)
    this.byError.set(error, { ...request, atMs: nowMs, connection: facts })
    const { end } = connection
    if (end?.by === 'server' && end.during === 'use' && facts.bytes === 0) this.origins.broke(connection.account, end)
  }

  /** What was known when a request failed with exactly this error. */
  failureOf(error: object): Failure | undefined {
    return this.byError.get(error)
  }

  /** How the server has ended connections to this origin of late, the latest last. */
  endings(origin: string): readonly ConnectionEnd[] {
    return this.origins.endings(origin)
  }

  summary(): OriginConnections[] {
    return this.origins.summary()
  }

  /** Hears of every connection that has ended; returns what stops it. */
  onEnded(listener: OnEnded): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Forgets what is open, and listens to it no more: nobody tells any more how it goes on. */
  forget(): void {
    this.bySocket = hiddenField<Socket, Connection>()
    for (const { socket } of this.origins.clear()) leaveEnd(socket.deref(), this.ends)
    this.listeners.clear()
  }

  private meet(socket: Socket, origin: string, isFresh: boolean): Connection {
    const connection = new Connection(this.origins.of(origin), new WeakRef(socket), { nowMs: this.now(), isFresh })
    this.bySocket.set(socket, connection)
    this.origins.opened(connection)
    watchEnd(socket, this.ends)
    return connection
  }

  /** An error reaches its request before `close` reaches us. */
  private settle(connection: Connection): void {
    const socket = connection.socket.deref()
    if (connection.end === undefined && socket?.destroyed === true) {
      connection.end = closedBy(connection, socket, this.now())
    }
  }

  private finished(connection: Connection, socket: Socket): void {
    connection.end ??= finishedBy(connection, socket, this.now())
  }

  private freeEnded(connection: Connection, socket: Socket): void {
    if (connection.active === 0) this.finished(connection, socket)
  }

  private closed(connection: Connection, socket: Socket): void {
    connection.end ??= closedBy(connection, socket, this.now())
    this.origins.closed(connection, connection.end)
    connection.isOpen = false
    for (const listener of this.listeners) within(listener)(connection)
  }
}

function endListeners(tell: (socket: Socket, act: 'finished' | 'freeEnded' | 'closed') => void): EndListeners {
  return {
    finish(this: Socket) {
      tell(this, 'finished')
    },
    close(this: Socket) {
      tell(this, 'closed')
    },
    free(socket) {
      tell(socket, 'freeEnded')
    },
  }
}
