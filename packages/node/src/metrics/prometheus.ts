import { connections } from '../connections/index.js'
import { runningTracker } from '../tracker/index.js'
import { CONNECTIONS, OWN_METRICS, type OwnMetric, type Reading, type Sample } from './own.js'

/** Content-Type of what {@link prometheusText} gives. */
export const PROMETHEUS_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

/** Origins told apart in one page: a crawler must not become a million time series. The busiest are named. */
const MAX_ORIGINS = 200
const OTHERS = 'other'

/**
 * What the tracker knows, in Prometheus' text format 0.0.4: append it to the
 * application's own page. Costs nothing until it is called.
 *
 * @throws HalfopenError HO_NOT_TRACKING when no tracker runs in this process or worker thread.
 */
export function prometheusText(): string {
  const reading = { figures: runningTracker().figures(), connections: connections.summary() }
  const named = namedOrigins(reading)
  return [CONNECTIONS, ...OWN_METRICS].map((metric) => textOf(metric, joined(metric.read(reading), named))).join('')
}

/** Those with the most connections opened. */
function namedOrigins({ connections, figures }: Reading): ReadonlySet<string> {
  const busiest = connections.toSorted((a, b) => b.opened - a.opened).map(({ origin }) => origin)
  const all = new Set([...busiest, ...figures.pools.map(({ origin }) => origin)])
  return new Set([...all].slice(0, MAX_ORIGINS))
}

/** Samples of the same labels are one, as those of all the origins that have no name of their own. */
function joined(samples: readonly Sample[], named: ReadonlySet<string>): Map<string, number> {
  const values = new Map<string, number>()
  for (const { origin, value, labels } of samples) {
    const name = origin === undefined || named.has(origin) ? origin : OTHERS
    const text = labelsText({ ...(name !== undefined && { origin: name }), ...labels })
    values.set(text, (values.get(text) ?? 0) + value)
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
