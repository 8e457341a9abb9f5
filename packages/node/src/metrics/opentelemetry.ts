import { type Connection, connections } from '../connections/index.js'
import { runningTracker, figuresIfTracking } from '../tracker/index.js'
import { type Attributes, type MeterLike, type ObserverLike, recorder } from './meter.js'
import { serverOf } from './origin.js'
import { CONNECTIONS, OWN_METRICS, type OwnMetric, type Reading, type Sample } from './own.js'
import { activeRequests, durations } from './requests.js'

/** What .NET, whose metrics the conventions follow, uses for connections: from short-lived to an idle timeout of minutes. */
const CONNECTION_BOUNDS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300]

/**
 * Registers what the tracker knows with a Meter of OpenTelemetry, under the
 * names of the semantic conventions for HTTP clients, and halfopen's own as
 * `halfopen.client.*`. From then on each request costs one histogram record.
 *
 * @param meter `metrics.getMeter('…')` of the program's own @opentelemetry/api.
 * @returns what takes it all back; so does the end of the tracker.
 * @throws HalfopenError HO_NOT_TRACKING when no tracker runs in this process or worker thread.
 */
export function registerMetrics(meter: MeterLike): () => void {
  const tracker = runningTracker()
  const stops = [observe(meter), durations(meter, tracker), connectionDurations(meter)]
  const stop = (): void => {
    for (const one of stops.splice(0)) one()
  }
  stops.push(tracker.onStop(stop))
  return stop
}

interface Observed {
  readonly instrument: object
  readonly read: (reading: Reading) => readonly Sample[]
}

/** Everything that is a number at the moment of the collection: costs nothing in between. */
function observe(meter: MeterLike): () => void {
  const open = {
    instrument: meter.createObservableUpDownCounter(CONNECTIONS.otel, {
      description: CONNECTIONS.help,
      unit: CONNECTIONS.unit,
    }),
    read: withState,
  }
  const observed: Observed[] = [
    open,
    activeRequests(meter),
    ...OWN_METRICS.map((metric) => ({ instrument: instrumentOf(meter, metric), read: metric.read })),
  ]
  const instruments = observed.map(({ instrument }) => instrument) as never[]
  const callback = (observer: ObserverLike): void => collect(observer, observed)
  meter.addBatchObservableCallback(callback, instruments)
  return () => meter.removeBatchObservableCallback(callback, instruments)
}

/** The conventions call the state of a connection `http.connection.state`. */
function withState(reading: Reading): Sample[] {
  return CONNECTIONS.read(reading).map(({ labels, ...sample }) => ({
    ...sample,
    labels: { 'http.connection.state': labels?.['state'] ?? 'active' },
  }))
}

function instrumentOf(meter: MeterLike, { otel, kind, help: description, unit }: OwnMetric): object {
  return kind === 'counter'
    ? meter.createObservableCounter(otel, { description, unit })
    : meter.createObservableGauge(otel, { description, unit })
}

function collect(observer: ObserverLike, observed: readonly Observed[]): void {
  const figures = figuresIfTracking()
  if (figures === undefined) return
  const reading = { figures, connections: connections.summary() }
  for (const { instrument, read } of observed) {
    for (const { value, origin, labels } of read(reading)) {
      observer.observe(instrument as never, value, { ...(origin !== undefined && serverOf(origin)), ...labels })
    }
  }
}

function connectionDurations(meter: MeterLike): () => void {
  const histogram = meter.createHistogram('http.client.connection.duration', {
    description: 'The duration of the successfully established outbound HTTP connections.',
    unit: 's',
    advice: { explicitBucketBoundaries: CONNECTION_BOUNDS },
  })
  const record = recorder(histogram)
  return connections.onEnded(({ origin, sinceMs, end, isFresh }: Connection) => {
    // Of a connection that was there before the tracker, nobody knows the age.
    if (end === undefined || !isFresh) return
    record((end.atMs - sinceMs) / 1000, { ...serverOf(origin) } satisfies Attributes)
  })
}
