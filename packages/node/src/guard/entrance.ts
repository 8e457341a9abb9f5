import type { Socket } from 'node:net'
import type { Connection } from './connection.js'
import type { Keeper } from './keeper.js'

/** Decides who comes in, and when. */
export class Entrance {
  /** Whether nobody comes in any more. */
  isShut = false
  private readonly comeIn = new WeakMap<Socket, (connection: Connection) => void>()

  constructor(private readonly keeper: Keeper) {}

  /** A connection has been accepted; `comeIn` shows it to the server, now or when there is a place. */
  arrive(raw: Socket, comeIn: (connection: Connection) => void): void {
    const { room, settings, clock, events } = this.keeper.tools
    if (settings.tcpKeepAliveTimeMs > 0) raw.setKeepAlive(true, settings.tcpKeepAliveTimeMs)
    if (!this.isShut && room.waiting === 0 && this.makePlace()) return comeIn(this.keeper.take(raw))
    this.comeIn.set(raw, comeIn)
    room.enter(raw, clock())
    if (this.isShut) return room.sendAway(raw, clock())
    this.admitWaiting()
    if (this.comeIn.has(raw)) events.emit('waiting', { open: this.keeper.roster.open, waiting: room.waiting })
  }

  /** A place may have become free. */
  admitWaiting(): void {
    const { room } = this.keeper.tools
    if (this.isShut) return
    for (let raw = room.next(); raw !== undefined && this.makePlace(); raw = room.next()) this.admit(raw)
  }

  /** Lets everyone in who waits: the guard goes. */
  open(): void {
    for (const raw of this.keeper.tools.room.empty()) this.admit(raw)
  }

  /** Sends everyone away who waits, and all who come. */
  shut(): void {
    const { room, clock } = this.keeper.tools
    this.isShut = true
    for (let raw = room.next(); raw !== undefined; raw = room.next()) room.sendAway(raw, clock())
  }

  private admit(raw: Socket): void {
    this.keeper.tools.room.leave(raw)
    const comeIn = this.comeIn.get(raw)
    this.comeIn.delete(raw)
    comeIn?.(this.keeper.take(raw))
  }

  /**
   * One that goes makes room for one that comes, even when others of the
   * program hold more descriptors than they should; a second one goes with it,
   * so that the reserve comes back.
   */
  private makePlace(): boolean {
    const excess = this.keeper.excess(1)
    return excess <= 0 || this.keeper.evict(Math.min(excess, 2), true) > 0
  }
}
