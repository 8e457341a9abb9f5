/** What the tracker knows, for Prometheus and OpenTelemetry. */
export type { MeterLike } from './meter.js'
export { registerMetrics } from './opentelemetry.js'
export { PROMETHEUS_CONTENT_TYPE, prometheusText } from './prometheus.js'
