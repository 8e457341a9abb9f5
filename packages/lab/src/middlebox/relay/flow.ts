import type { Socket } from 'node:net'
import type { FlowSide } from '../types.js'
import type { Hearing, Senses, Silence } from './senses.js'

/** One of the two connections of a flow: that of the client, or that to the target. */
export interface End {
  readonly side: FlowSide
  readonly socket: Socket
  readonly hearing: Hearing
  readonly silence: Silence
}

/** A client's connection and its continuation to the target. Times are of the monotonic clock, ms. */
export class Flow {
  readonly client: End
  readonly server: End
  readonly ends: readonly End[]
  /** The client's own address: a socket that was reset does not know it any more. */
  readonly clientAddress: { readonly host: string; readonly port: number }
  /** `silenced`: forgotten, and nothing goes on in at least one direction; `over`: ended by the middlebox itself. */
  phase: 'live' | 'silenced' | 'over' = 'live'
  /** When the last segment that counts crossed it. */
  aliveMs: number

  constructor(
    readonly number: number,
    sockets: { readonly client: Socket; readonly server: Socket },
    senses: Senses,
    readonly openedMs: number,
  ) {
    const { client, server } = sockets
    this.clientAddress = { host: client.remoteAddress ?? '', port: client.remotePort ?? 0 }
    this.client = newEnd('client', senses, client, server)
    this.server = newEnd('server', senses, server, client)
    this.ends = [this.client, this.server]
    this.aliveMs = openedMs
  }

  other(end: End): End {
    return end === this.client ? this.server : this.client
  }

  /** Asks both ends whether anything crossed that the streams did not show. */
  listen(nowMs: number): void {
    const ageMs = Math.min(this.client.hearing.lifeAgeMs(nowMs), this.server.hearing.lifeAgeMs(nowMs))
    this.aliveMs = Math.max(this.aliveMs, nowMs - ageMs)
  }
}

const newEnd = (side: FlowSide, senses: Senses, socket: Socket, onward: Socket): End => ({
  side,
  socket,
  hearing: senses.hearing(socket),
  silence: senses.silence(socket, onward),
})
