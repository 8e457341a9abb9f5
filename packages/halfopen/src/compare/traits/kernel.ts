import { count } from '@halfopen/core'
import type { ClientFacts, ComparedConnection } from '../facts/index.js'
import { main, reused } from './main.js'
import type { About } from './trait.js'
import { distinct, keepAliveCell, NOTHING, silenceCell, UNKNOWN } from './words.js'

export interface Measure {
  readonly about: About
  readonly label: string
  readonly weight: number
  readonly cell: (client: ClientFacts) => string
  /** Whether two values that are not equal are a difference; what only measures the time is none. */
  readonly compares: 'values' | 'counts' | 'nothing'
}

/** What the kernel knows of any client, in the order in which a person asks. */
export const KERNEL_MEASURES: readonly Measure[] = [
  { about: 'remote', label: 'Server', weight: 80, compares: 'values', cell: each(({ remote }) => remote) },
  { about: 'connections', label: 'Connections', weight: 60, compares: 'counts', cell: connectionsCell },
  {
    about: 'keep-alive',
    label: 'TCP keep-alive',
    weight: 90,
    compares: 'values',
    cell: established(({ keepAlive }) => keepAliveCell(keepAlive)),
  },
  { about: 'keep-alive', label: 'Longest silence', weight: 0, compares: 'nothing', cell: longestSilence },
  {
    about: 'user-timeout',
    label: 'TCP user timeout',
    weight: 40,
    compares: 'values',
    cell: established(({ userTimeoutMs }) => userTimeoutCell(userTimeoutMs)),
  },
  {
    about: 'half-close',
    label: 'Half-close',
    weight: 70,
    compares: 'values',
    cell: established(({ halfClosed }) => (halfClosed ? 'yes' : 'no')),
  },
  {
    about: 'unread',
    label: 'Unread bytes',
    weight: 85,
    compares: 'values',
    cell: established(({ unreadBytes }) => (unreadBytes === null ? UNKNOWN : String(unreadBytes))),
  },
  {
    about: 'retransmits',
    label: 'Retransmits',
    weight: 30,
    compares: 'values',
    cell: sum(({ retransmits }) => retransmits),
  },
  { about: 'none', label: 'Bytes sent', weight: 0, compares: 'nothing', cell: sum(({ bytesSent }) => bytesSent) },
  { about: 'none', label: 'Bytes received', weight: 0, compares: 'nothing', cell: sum((one) => one.bytesReceived) },
  {
    about: 'closed-by',
    label: 'Closed first by',
    weight: 50,
    compares: 'values',
    cell: established(({ closedBy }) => closedBy ?? UNKNOWN),
  },
]

function each(value: (connection: ComparedConnection) => string) {
  return ({ connections }: ClientFacts): string => distinct(connections.map(value))
}

function established(value: (connection: ComparedConnection) => string) {
  return ({ connections }: ClientFacts): string => {
    const values = connections.filter((one) => one.established).map(value)
    const known = values.filter((value) => value !== UNKNOWN)
    return distinct(known.length > 0 ? known : values)
  }
}

function sum(value: (connection: ComparedConnection) => number) {
  return ({ connections }: ClientFacts): string =>
    connections.length === 0 ? NOTHING : String(connections.reduce((total, one) => total + value(one), 0))
}

function connectionsCell(client: ClientFacts): string {
  const { connections, unseen } = client
  const opened = connections.length + unseen
  if (opened === 0) return 'none seen'
  const again = connections.filter(reused).length
  return `${count(opened, 'opened', 'opened')}, ${again === 0 ? 'none' : again} reused`
}

function longestSilence(client: ClientFacts): string {
  const waiting = main(client)
  return waiting === undefined ? NOTHING : silenceCell(waiting)
}

function userTimeoutCell(ms: number | null): string {
  if (ms === null) return UNKNOWN
  return ms === 0 ? 'system default' : `${ms} ms`
}
