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

export interface ObserverLike {
  observe(instrument: never, value: number, attributes: Attributes): void
}

export type ObservableCallback = (observer: ObserverLike) => void
