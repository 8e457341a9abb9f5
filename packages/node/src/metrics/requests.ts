import type { Entry } from '../ledger/index.js'
import type { runningTracker } from '../tracker/index.js'
import { type Attributes, type MeterLike, recorder } from './meter.js'
import { serverOf } from './origin.js'
import type { Reading, Sample } from './own.js'

/** As the semantic conventions recommend for http.client.request.duration. */
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]
/** Others are `_OTHER`, so that nobody can make new time series with them (RFC 9110, RFC 5789). */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'])

/** `http.client.request.duration`: from the call to the end of the response, or its failure. */
export function durations(meter: MeterLike, tracker: Pick<ReturnType<typeof runningTracker>, 'watch'>): () => void {
  const histogram = meter.createHistogram('http.client.request.duration', {
    description: 'Duration of HTTP client requests.',
    unit: 's',
    advice: { explicitBucketBoundaries: BOUNDS },
  })
  const record = recorder(histogram)
  return tracker.watch({
    ended(entry) {
      if (isHttp(entry.origin)) record(entry.ageMs / 1000, attributesOf(entry))
    },
  })
}

/** `http.client.active_requests`: all that have begun and not ended, those that wait for a connection included. */
export function activeRequests(meter: MeterLike) {
  const instrument = meter.createObservableUpDownCounter('http.client.active_requests', {
    description: 'Number of active HTTP requests.',
    unit: '{request}',
  })
  return { instrument, read: activeByOrigin }
}

function activeByOrigin({ figures }: Reading): Sample[] {
  const counts = new Map<string, number>()
  for (const { origin, leased, pending } of figures.pools) {
    if (isHttp(origin)) counts.set(origin, (counts.get(origin) ?? 0) + leased + pending)
  }
  return [...counts].map(([origin, value]) => ({ origin, value }))
}

/** A lease of a pooled client of a database is no HTTP request. */
function isHttp(origin: string): boolean {
  return !origin.startsWith('postgres://')
}

function attributesOf(entry: Entry): Attributes {
  const { method, origin, status } = entry
  const errorType = errorTypeOf(entry)
  return {
    'http.request.method': METHODS.has(method) ? method : '_OTHER',
    ...serverOf(origin),
    ...(status !== undefined && { 'http.response.status_code': status }),
    ...(errorType !== undefined && { 'error.type': errorType }),
  }
}

/** The code or name of the error, or how the response was lost; of a response with an error status, the status. */
function errorTypeOf({ ending, errorType, status }: Entry): string | undefined {
  if (ending === 'failed' || ending === 'aborted') return errorType ?? ending
  if (ending === 'collected' || ending === 'reclaimed') return ending
  return status !== undefined && status >= 400 ? String(status) : undefined
}
