import type { Connection } from './connection.js'
import type { ConnectionEnd, OriginConnections } from './types.js'

/** Origins told apart; connections to more are counted together, under this name. */
const MAX_ORIGINS = 1000
const OTHERS = 'other'
/** Endings remembered for one origin. */
const REMEMBERED = 16

const NONE = {
  'server idle': 0,
  'server use': 0,
  'client idle': 0,
  'client use': 0,
  'path idle': 0,
  'path use': 0,
  'unknown idle': 0,
  'unknown use': 0,
}

interface Account {
  readonly open: Set<Connection>
  readonly closed: typeof NONE
  opened: number
  /** What the server ended while it was idle, or before it answered; the latest last. */
  endings: readonly ConnectionEnd[]
}

function remember(account: Account, end: ConnectionEnd): void {
  account.endings = [...account.endings.slice(1 - REMEMBERED), end]
}

/** What is open to each origin, and how what was open has ended. Costs something per connection, nothing per request. */
export class Origins {
  private readonly accounts = new Map<string, Account>()

  opened(connection: Connection): void {
    const account = this.accountOf(connection.origin)
    account.opened += 1
    account.open.add(connection)
  }

  closed(connection: Connection, end: ConnectionEnd): void {
    const account = this.accountOf(connection.origin)
    if (!account.open.delete(connection)) return
    account.closed[`${end.by} ${end.during}`] += 1
    // The end of a use may be the end of its response, too.
    if (end.by === 'server' && end.during === 'idle') remember(account, end)
  }

  /** A request got no answer, because the server ended its connection. */
  broke(origin: string, end: ConnectionEnd): void {
    remember(this.accountOf(origin), end)
  }

  /** How the server has ended connections to this origin of late, the latest last. */
  endings(origin: string): readonly ConnectionEnd[] {
    return this.accounts.get(origin)?.endings ?? []
  }

  summary(): OriginConnections[] {
    return [...this.accounts].map(([origin, { open, opened, closed }]) => {
      let active = 0
      for (const connection of open) if (connection.active > 0) active += 1
      return { origin, active, idle: open.size - active, opened, closed: { ...closed } }
    })
  }

  clear(): void {
    this.accounts.clear()
  }

  private accountOf(origin: string): Account {
    const name = this.accounts.size < MAX_ORIGINS || this.accounts.has(origin) ? origin : OTHERS
    const known = this.accounts.get(name)
    if (known !== undefined) return known
    const fresh: Account = { open: new Set(), closed: { ...NONE }, opened: 0, endings: [] }
    this.accounts.set(name, fresh)
    return fresh
  }
}
