import { formatDuration } from '@halfopen/core'
import type { AppConnection, AppRequest, ClientFacts } from '../facts/index.js'
import type { Measure } from './kernel.js'
import { distinct } from './words.js'

/** What only the lab's app knows. */
export const APP_MEASURES: readonly Measure[] = [
  {
    about: 'none',
    label: 'Request',
    weight: 0,
    compares: 'nothing',
    cell: requests(({ method, path }) => `${method} ${path}`),
  },
  {
    about: 'http-version',
    label: 'HTTP version',
    weight: 55,
    compares: 'values',
    cell: requests(({ httpVersion }) => httpVersion),
  },
  { about: 'tls', label: 'TLS', weight: 45, compares: 'values', cell: onApp(({ tls }) => (tls ? 'yes' : 'no')) },
  { about: 'status', label: 'Status', weight: 88, compares: 'values', cell: requests(statusCell) },
  { about: 'none', label: 'App answered', weight: 0, compares: 'nothing', cell: requests(answeredCell) },
]

/** Names that are told first; how a connection ends or is used again hangs on them (RFC 9110, RFC 9112). */
const FIRST = ['connection', 'keep-alive', 'expect', 'transfer-encoding', 'te', 'upgrade', 'accept-encoding']
const WEIGHTS: ReadonlyMap<string, number> = new Map([
  ['connection', 58],
  ['keep-alive', 57],
  ['expect', 56],
  ['transfer-encoding', 52],
  ['upgrade', 51],
  ['content-length', 25],
  ['te', 20],
  ['accept-encoding', 15],
])
const MOST_HEADERS = 10

/** The headers in which the clients' requests differ. */
export function headerMeasures(clients: readonly ClientFacts[]): readonly Measure[] {
  const names = [
    ...new Set(clients.flatMap((client) => requestsOf(client).flatMap(({ headers }) => Object.keys(headers)))),
  ]
  return names
    .sort((a, b) => rank(a) - rank(b) || a.localeCompare(b))
    .map(headerMeasure)
    .filter(({ cell }) => new Set(clients.map(cell)).size > 1)
    .slice(0, MOST_HEADERS)
}

function headerMeasure(name: string): Measure {
  return {
    about: 'headers',
    label: name,
    weight: WEIGHTS.get(name) ?? 0,
    compares: 'values',
    cell: requests(({ headers }) => headers[name] ?? 'not sent'),
  }
}

const rank = (name: string): number => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length)

const requestsOf = ({ connections }: ClientFacts): readonly AppRequest[] =>
  connections.flatMap(({ app }) => app?.requests ?? [])

function requests(value: (request: AppRequest) => string) {
  return (client: ClientFacts): string => distinct(requestsOf(client).map(value))
}

function onApp(value: (connection: AppConnection) => string) {
  return ({ connections }: ClientFacts): string =>
    distinct(connections.flatMap(({ app }) => (app === null ? [] : [value(app)])))
}

function statusCell({ status }: AppRequest): string {
  return status === null ? 'none' : String(status)
}

function answeredCell({ startedMs, answeredMs, completed }: AppRequest): string {
  if (answeredMs === null) return 'no'
  return `after ${formatDuration(answeredMs - startedMs)}${completed ? '' : ', not to the end'}`
}
