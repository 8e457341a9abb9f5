/**
 * What is needed of a Meter of @opentelemetry/api: the caller hands in theirs,
 * so that this package depends on no version of it.
 */
export interface MeterLike {
  createHistogram(name: string, options: InstrumentOptions): HistogramLike
  createObservableUpDownCounter(name: string, options: InstrumentOptions): object
  createObservableGauge(name: string, options: InstrumentOptions): object
  createObservableCounter(name: string, options: InstrumentOptions): object
  addBatchObservableCallback(callback: ObservableCallback, observables: never[]): void
  removeBatchObservableCallback(callback: ObservableCallback, observables: never[]): void
}

export interface InstrumentOptions {
  readonly description: string
  readonly unit: string
  advice?: { explicitBucketBoundaries?: number[] }
}

export type Attributes = Record<string, string | number>

export interface HistogramLike {
  record(value: number, attributes: Attributes): void
}

/**
 * Records what it is given. It runs in the middle of the program's own requests, so what an SDK or exporter throws
 * ends here: said once, as a warning of the process.
 */
export function recorder(histogram: HistogramLike): HistogramLike['record'] {
  let hasWarned = false
  return (value, attributes) => {
    try {
      histogram.record(value, attributes)
    } catch (error) {
      if (!hasWarned) process.emitWarning(`halfopen: a metric could not be recorded: ${reasonOf(error)}`)
      hasWarned = true
    }
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : typeof error
}

export interface ObserverLike {
  observe(instrument: never, value: number, attributes: Attributes): void
}

export type ObservableCallback = (observer: ObserverLike) => void
