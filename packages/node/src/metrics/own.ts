import type { OriginConnections } from '../connections/index.js'
import type { PoolSnapshot, TrackerFigures } from '../tracker/index.js'

/** What is measured at one moment. */
export interface Reading {
  readonly figures: TrackerFigures
  readonly connections: readonly OriginConnections[]
}

export interface Sample {
  readonly value: number
  /** `https://host:port`; undefined for what belongs to no origin. */
  readonly origin?: string
  /** Further labels, from closed sets. */
  readonly labels?: Readonly<Record<string, string>>
}

/** A metric under both its names. */
export interface OwnMetric {
  readonly prometheus: string
  readonly otel: string
  readonly kind: 'gauge' | 'counter'
  /** UCUM, as OpenTelemetry wants it. */
  readonly unit: string
  readonly help: string
  readonly read: (reading: Reading) => readonly Sample[]
  /** Makes one number of two, where origins or pools are not told apart. */
  readonly join: Join
}

type Join = (one: number, other: number) => number

const sum: Join = (one, other) => one + other

/** Everything halfopen counts that the semantic conventions have no name for; `CONNECTIONS` is what they have one for. */
export const OWN_METRICS: readonly OwnMetric[] = [
  gauge(
    'requests.pending',
    '{request}',
    'Requests that wait for a connection.',
    ofOrigins(({ pending }) => pending),
  ),
  gauge(
    'responses.leased',
    '{response}',
    'Requests and responses that hold a connection.',
    ofOrigins(({ leased }) => leased),
  ),
  gauge(
    'pool.max',
    '{connection}',
    'Most connections that the pools to this origin may open.',
    ofPools(({ max }) => max),
  ),
  gauge('responses.unread', '{response}', 'Responses that nobody reads.', unreadByState),
  {
    ...gauge(
      'exchange.oldest',
      's',
      'Age of the oldest request or response in progress.',
      ofOrigins(({ oldestMs }) => oldestMs / 1000, Math.max),
    ),
    join: Math.max,
  },
  counter('connections.opened', '{connection}', 'Connections opened.', ({ connections }) =>
    connections.map(({ origin, opened }) => ({ origin, value: opened })),
  ),
  counter(
    'connections.closed',
    '{connection}',
    'Connections closed, by who closed first and whether a request was on them.',
    closedByWhom,
  ),
  total('leaks.suspected', 'Responses that nobody had read for the time allowed.', 'suspect'),
  total('leaks.confirmed', 'Responses that blocked others unread, or were garbage-collected unread.', 'confirmed'),
  total('leaks.reclaimed', 'Responses whose connection the tracker took back.', 'reclaimed'),
  counter('exchanges.untracked', '{request}', 'Requests that came while the tracker was full.', ({ figures }) => [
    { value: figures.untracked },
  ]),
]

/** `http.client.open_connections`, for whoever reads Prometheus text. */
export const CONNECTIONS: OwnMetric = {
  ...gauge('connections', '{connection}', 'Open connections, by whether a request is on them.', openByState),
  otel: 'http.client.open_connections',
}

function openByState({ connections }: Reading): Sample[] {
  return connections.flatMap(({ origin, active, idle }) => [
    { origin, value: active, labels: { state: 'active' } },
    { origin, value: idle, labels: { state: 'idle' } },
  ])
}

function closedByWhom({ connections }: Reading): Sample[] {
  return connections.flatMap(({ origin, closed }) =>
    Object.entries(closed).map(([how, value]) => {
      const [by = '', during = ''] = how.split(' ')
      return { origin, value, labels: { by, during } }
    }),
  )
}

function unreadByState(reading: Reading): Sample[] {
  const suspect = ofOrigins(({ unread, confirmed }) => unread - confirmed)(reading)
  const confirmed = ofOrigins((pool) => pool.confirmed)(reading)
  return [
    ...suspect.map((sample) => ({ ...sample, labels: { state: 'suspect' } })),
    ...confirmed.map((sample) => ({ ...sample, labels: { state: 'confirmed' } })),
  ]
}

/** The same, and 0 for an origin at which nothing is under way: a gauge that vanished would be no news of it. */
function ofOrigins(read: (pool: PoolSnapshot) => number, join = sum): OwnMetric['read'] {
  const busy = ofPools(read, join)
  return (reading) => {
    const samples = busy(reading)
    const named = new Set(samples.map(({ origin }) => origin))
    const idle = reading.connections.filter(({ origin }) => !named.has(origin))
    return [...samples, ...idle.map(({ origin }) => ({ origin, value: 0 }))]
  }
}

/** A number of each pool, for pools to the same origin joined into one: added up, or as `join` says. */
function ofPools(read: (pool: PoolSnapshot) => number | undefined, join = sum): OwnMetric['read'] {
  return ({ figures }) => {
    const sums = new Map<string, number>()
    for (const pool of figures.pools) {
      const value = read(pool)
      const before = sums.get(pool.origin)
      if (value !== undefined) sums.set(pool.origin, before === undefined ? value : join(before, value))
    }
    return [...sums].map(([origin, value]) => ({ origin, value }))
  }
}

function gauge(name: string, unit: string, help: string, read: OwnMetric['read']): OwnMetric {
  const suffix = unit === 's' ? '_seconds' : ''
  return {
    prometheus: `${prometheusName(name)}${suffix}`,
    otel: `halfopen.client.${name}`,
    kind: 'gauge',
    unit,
    help,
    read,
    join: sum,
  }
}

function counter(name: string, unit: string, help: string, read: OwnMetric['read']): OwnMetric {
  return {
    prometheus: `${prometheusName(name)}_total`,
    otel: `halfopen.client.${name}`,
    kind: 'counter',
    unit,
    help,
    read,
    join: sum,
  }
}

function total(name: string, help: string, event: 'suspect' | 'confirmed' | 'reclaimed'): OwnMetric {
  return counter(name, '{response}', help, ({ figures }) => [{ value: figures.totals[event] }])
}

function prometheusName(name: string): string {
  return `halfopen_client_${name.replaceAll('.', '_')}`
}
