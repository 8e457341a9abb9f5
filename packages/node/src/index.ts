export { type Admin, type AdminOptions, startAdmin } from './admin/index.js'
export {
  type ClientAgent,
  type ClientDispatcher,
  type ClientOptions,
  createAgent,
  createDispatcher,
  discard,
  type PoolStats,
  type Releasable,
  type ReleaseLimits,
  withResponse,
} from './client/index.js'
export { type Confidence, type Culprit, type ErrorExplanation, explain, type RetrySafety } from './explain/index.js'
export { type MeterLike, PROMETHEUS_CONTENT_TYPE, prometheusText, registerMetrics } from './metrics/index.js'
export { type ConnectionsDocument, connectionsDocument, printOnSignal, type PrintSignal } from './printing/index.js'
export type { ConnectionFacts, OriginConnections } from './connections/index.js'
export {
  type HeldResponse,
  type Mode,
  type PoolSnapshot,
  snapshot,
  startTracker,
  type TrackerEvents,
  type TrackerHandle,
  type TrackerOptions,
  type TrackerSnapshot,
} from './tracker/index.js'
export {
  type Advice as GuardAdvice,
  type Behind,
  type CloseReason,
  type DrainOptions,
  type DrainReport,
  guard,
  type Guard,
  type GuardEvents,
  type GuardOptions,
  type GuardStats,
} from './guard/index.js'
