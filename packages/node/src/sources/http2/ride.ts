import type { Socket } from 'node:net'
import { type Connection, connections, type FailedRequest, isOpen, onceOpen } from '../../connections/index.js'

/** The use that one stream makes of its session's connection, from when that is open. */
export class Ride {
  private connection: Connection | undefined
  private isOver = false

  /** @param isFirst whether its session has carried none before. */
  constructor(
    readonly origin: string,
    socket: Socket | undefined,
    isFirst: boolean,
  ) {
    if (socket === undefined) return
    if (isOpen(socket)) this.begin(socket, isFirst)
    else onceOpen(socket, () => this.begin(socket, true))
  }

  /** Before the application hears of the error: it may ask at once what it means. */
  failed(error: unknown, request: Pick<FailedRequest, 'method'> & { readonly hasHeaders: boolean }): void {
    const { connection, origin } = this
    const { method, hasHeaders } = request
    if (connection === undefined) return connections.failed(error, { method, origin, phase: 'unsent' }, undefined)
    // What came before the headers are frames of the session: SETTINGS, WINDOW_UPDATE, PING.
    const how = hasHeaders ? ({ phase: 'answered' } as const) : ({ phase: 'sent', bytes: 0 } as const)
    connections.failed(error, { method, origin, ...how }, connection)
  }

  over(): void {
    this.isOver = true
    if (this.connection !== undefined) connections.freed(this.connection)
  }

  private begin(socket: Socket, isFirst: boolean): void {
    if (isFirst) connections.opened(socket, this.origin)
    if (!this.isOver) this.connection = connections.used(socket, this)
  }
}
