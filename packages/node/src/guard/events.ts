import type { Advice } from './behind.js'
import type { CloseReason } from './reasons.js'

/** What `guard.events` emits. */
export interface GuardEvents {
  /** A connection is closed. */
  closed: [
    { readonly reason: CloseReason; readonly remote: string; readonly openMs: number; readonly requests: number },
  ]
  /** All places are taken by requests in progress: a new connection waits for one. */
  waiting: [{ readonly open: number; readonly waiting: number }]
  /** No descriptor was left: connections were accepted and closed by libuv, without another sign. */
  exhausted: [{ readonly used: number | undefined; readonly limit: number | undefined }]
  /** Descriptors are below the reserve again. */
  recovered: [{ readonly used: number | undefined; readonly limit: number | undefined }]
  /** Once, in the tick after the guard began. */
  advice: [Advice]
  /** Draining has begun: the time to say goodbye on WebSockets. */
  drain: [{ readonly when: 'after-inflight' | 'now'; readonly graceMs: number }]
}
