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

/** Connections to one origin: what is open now, and what has been. */
export interface Account {
  readonly origin: string
  readonly closed: typeof NONE
  opened: number
  readonly open: Set<Connection>
  active: number
  endings: readonly ConnectionEnd[]
}

/** What is open to each origin, and how what was open has ended. */
export class Origins {
  private readonly accounts = new Map<string, Account>()

  of(origin: string): Account {
    return this.accountOf(origin)
  }

  opened(connection: Connection): void {
    connection.account.opened += 1
    connection.account.open.add(connection)
  }

  closed(connection: Connection, end: ConnectionEnd): void {
    const { account, active } = connection
    account.open.delete(connection)
    if (active > 0) account.active -= 1
    account.closed[`${end.by} ${end.during}`] += 1
    // The end of a use may be the end of its response, too.
    if (end.by === 'server' && end.during === 'idle') this.broke(account, end)
  }

  /** The server ended a connection that was idle, or instead of an answer. */
  broke(account: Account, end: ConnectionEnd): void {
    account.endings = [...account.endings.slice(1 - REMEMBERED), end]
  }

  endings(origin: string): readonly ConnectionEnd[] {
    return this.accounts.get(origin)?.endings ?? []
  }

  summary(): OriginConnections[] {
    return [...this.accounts.values()].map(({ origin, open, active, opened, closed }) => {
      return { origin, active, idle: open.size - active, opened, closed: { ...closed } }
    })
  }

  /** Forgets all; what was open. */
  clear(): Connection[] {
    const open = [...this.accounts.values()].flatMap((account) => [...account.open])
    this.accounts.clear()
    return open
  }

  private accountOf(origin: string): Account {
    const name = this.accounts.size < MAX_ORIGINS || this.accounts.has(origin) ? origin : OTHERS
    const known = this.accounts.get(name)
    if (known !== undefined) return known
    const fresh: Account = { origin: name, open: new Set(), active: 0, closed: { ...NONE }, opened: 0, endings: [] }
    this.accounts.set(name, fresh)
    return fresh
  }
}
