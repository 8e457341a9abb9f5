import type { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { type Budget, excess } from './budget.js'
import { closeConnection } from './closing.js'
import { Connection } from './connection.js'
import type { Descriptors } from './descriptors.js'
import type { GuardEvents } from './events.js'
import { isEvictable, LATE_REQUEST_MS } from './judge.js'
import { CLOSE_REASONS, type CloseReason } from './reasons.js'
import { Roster } from './roster.js'
import type { SendQueues } from './send-queues.js'
import type { GuardSettings } from './settings.js'
import type { WaitingRoom } from './waiting-room.js'

/**
 * A request follows its connect within a round trip and a turn of the event
 * loop. Without this a crowd of newcomers would push each other out before
 * any of them is heard.
 */
const FRESH_MS = 250

/** What every part of a guard works with. */
export interface Tools {
  readonly settings: GuardSettings
  readonly budget: Budget
  readonly descriptors: Descriptors
  readonly queues: SendQueues
  readonly room: WaitingRoom
  readonly events: EventEmitter<GuardEvents>
  readonly clock: () => number
  /** Whether an answer can be written as it is to a socket just accepted. */
  readonly speaksPlainHttp1: boolean
}

/** Keeps the connections of one server: takes them in, closes them, counts them. */
export class Keeper {
  readonly roster = new Roster()
  readonly closed = Object.fromEntries(CLOSE_REASONS.map((reason) => [reason, 0])) as Record<CloseReason, number>
  accepted = 0
  private readonly byRaw = new Map<Socket, { connection: Connection; forget: () => void }>()

  constructor(
    readonly tools: Tools,
    private readonly onPlace: () => void,
  ) {}

  of(raw: Socket): Connection | undefined {
    return this.byRaw.get(raw)?.connection
  }

  take(raw: Socket): Connection {
    const connection = new Connection(raw, this.tools.clock(), this.tools.speaksPlainHttp1)
    const onClose = () => this.gone(connection)
    raw.once('close', onClose)
    this.byRaw.set(raw, { connection, forget: () => raw.off('close', onClose) })
    this.roster.toIdle(connection)
    this.accepted++
    return connection
  }

  /** Its last request has ended. */
  idle(connection: Connection): void {
    if (connection.closing !== undefined || connection.raw.destroyed) return
    this.roster.toIdle(connection)
    this.onPlace()
  }

  close(connection: Connection, reason: CloseReason): void {
    if (connection.closing !== undefined) return
    connection.closing = { reason, at: this.tools.clock() }
    this.roster.toLeaving(connection)
    closeConnection(connection, reason)
  }

  /** How many too many there are, `coming` among them. */
  excess(coming: number): number {
    const { budget, descriptors, room } = this.tools
    return excess(budget, descriptors, { open: this.roster.open + coming, waiting: room.size })
  }

  /** Closes up to `count` connections: the longest-idle first, then, where a place is `needed`, those whose client stands still. */
  evict(count: number, needed: boolean): number {
    for (let evicted = 0; evicted < count; evicted++) {
      const idle = this.roster.longestIdle(this.tools.clock() - FRESH_MS)
      const victim = idle ?? (needed ? this.longestStalled() : undefined)
      if (victim === undefined) return evicted
      this.close(victim, idle === undefined ? 'evicted-stalled' : 'evicted-idle')
    }
    return count
  }

  private longestStalled(): Connection | undefined {
    const { settings, clock } = this.tools
    const now = clock()
    return this.roster.longestEvictable((connection) => isEvictable(connection, settings, now))
  }

  /** Lets all go, as they are. */
  forget(): void {
    for (const { forget } of this.byRaw.values()) forget()
    this.byRaw.clear()
  }

  private gone(connection: Connection): void {
    const now = this.tools.clock()
    const reason = connection.closing?.reason ?? this.endOf(connection, now)
    // Its requests may end after it: nothing may put it back among those who are here.
    connection.closing ??= { reason, at: now }
    this.roster.remove(connection)
    this.byRaw.delete(connection.raw)
    this.closed[reason]++
    this.tools.events.emit('closed', {
      reason,
      remote: connection.remote,
      openMs: now - connection.openedAt,
      requests: connection.served + connection.exchanges.size,
    })
    this.onPlace()
  }

  /** Node's own timer keeps the same idle timeout, and may be a moment earlier. */
  private endOf(connection: Connection, now: number): CloseReason {
    const { idleTimeoutMs } = this.tools.settings
    const wasIdle = connection.exchanges.size === 0 && connection.served > 0 && !connection.raw.readableEnded
    return wasIdle && now - connection.idleSince >= idleTimeoutMs + LATE_REQUEST_MS / 2 ? 'idle-timeout' : 'ended'
  }
}
