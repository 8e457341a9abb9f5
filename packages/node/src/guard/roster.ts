import type { Connection } from './connection.js'

/** Who is open, and who goes first when a place is needed. */
export class Roster {
  /** Without a request in progress; a Set keeps its order, so the longest-idle one stands first. */
  readonly idle = new Set<Connection>()
  /** With one, tunnels among them. */
  readonly busy = new Set<Connection>()
  /** Busy ones whose client does not seem to move, as the last sweep saw them. */
  readonly stalled = new Set<Connection>()
  /** Those of them of which it is sure. */
  readonly evictable = new Set<Connection>()
  /** Told to close, and not closed yet. */
  readonly leaving = new Set<Connection>()

  get open(): number {
    return this.idle.size + this.busy.size
  }

  /** Twice per request: it touches no more than it must. */
  toIdle(connection: Connection): void {
    this.busy.delete(connection)
    if (this.stalled.size > 0) this.setStalled(connection, false)
    this.idle.add(connection)
  }

  toBusy(connection: Connection): void {
    this.idle.delete(connection)
    this.busy.add(connection)
  }

  toLeaving(connection: Connection): void {
    this.remove(connection)
    this.leaving.add(connection)
  }

  setStalled(connection: Connection, isStalled: boolean, isEvictable = false): void {
    setMember(this.stalled, connection, isStalled && this.busy.has(connection))
    setMember(this.evictable, connection, isEvictable && this.busy.has(connection))
  }

  remove(connection: Connection): void {
    for (const set of [this.idle, this.busy, this.stalled, this.evictable, this.leaving]) set.delete(connection)
  }

  /** Unless it has become idle later than this. */
  longestIdle(before: number): Connection | undefined {
    const first = this.idle.values().next().value
    return first === undefined || first.idleSince > before ? undefined : first
  }

  /** Of those that still are. */
  longestEvictable(isStill: (connection: Connection) => boolean): Connection | undefined {
    for (const connection of this.evictable) {
      if (isStill(connection)) return connection
      this.evictable.delete(connection)
    }
    return undefined
  }
}

function setMember(set: Set<Connection>, connection: Connection, isMember: boolean): void {
  if (isMember) set.add(connection)
  else set.delete(connection)
}
