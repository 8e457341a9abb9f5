import { connections } from '../connections/index.js'
import { runningTracker } from '../tracker/index.js'
import { CONNECTIONS, OWN_METRICS, type OwnMetric, type Reading } from './own.js'

/** Content-Type of what {@link prometheusText} gives. */
export const PROMETHEUS_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

/** Origins told apart in one page: a crawler must not become a million time series. */
const MAX_ORIGINS = 200
const OTHERS = 'other'

/**
 * What the tracker knows, in Prometheus' text format 0.0.4: append it to the
 * application's own page. Costs nothing until it is called.
 *
 * @throws HalfopenError HO_NOT_TRACKING when no tracker runs in this process or worker thread.
 */
export function prometheusText(): string {
  const tracker = runningTracker()
  const reading = { figures: tracker.figures(), connections: connections.summary() }
  const named = namedOrigins(tracker, reading)
  return [CONNECTIONS, ...OWN_METRICS].map((metric) => textOf(metric, joined(metric, reading, named))).join('')
}

/** The names given in the time of each tracker, which is also that of its counters. */
const names = new WeakMap<object, Set<string>>()

/** The first that were seen, and they for good: what is added up as `other` is never taken out again, or its counters would fall. */
function namedOrigins(tracker: object, { connections, figures }: Reading): ReadonlySet<string> {
  const named = names.get(tracker) ?? new Set()
  names.set(tracker, named)
  for (const { origin } of [...connections, ...figures.pools]) {
    if (named.size < MAX_ORIGINS) named.add(origin)
  }
  return named
}

/** Samples of the same labels are one, as those of all the origins that have no name of their own. */
function joined({ read, join }: OwnMetric, reading: Reading, named: ReadonlySet<string>): Map<string, number> {
  const values = new Map<string, number>()
  for (const { origin, value, labels } of read(reading)) {
    const name = origin === undefined || named.has(origin) ? origin : OTHERS
    const text = labelsText({ ...(name !== undefined && { origin: name }), ...labels })
    const before = values.get(text)
    values.set(text, before === undefined ? value : join(before, value))
  }
  return values
}

function textOf({ prometheus: name, kind, help }: OwnMetric, samples: ReadonlyMap<string, number>): string {
  const lines = [...samples].map(([labels, value]) => `${name}${labels} ${value}\n`)
  return `# HELP ${name} ${escaped(help)}\n# TYPE ${name} ${kind}\n${lines.join('')}`
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value).replaceAll('"', '\\"')}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
}
