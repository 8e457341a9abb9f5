/**
 * Why a connection was closed.
 *
 * - `ended`: the client or the application closed it
 * - `idle-timeout`, `headers-timeout`, `request-timeout`, `slow-body`, `slow-reader`, `handler-timeout`: the option of that name
 * - `evicted-idle`: no request in progress, and its place was needed
 * - `evicted-stalled`: its client did not move, nothing was idle, and its place was needed
 * - `drained`: idle, or its answer done, while draining
 * - `drain-deadline`: still busy at the deadline of a drain
 */
export const CLOSE_REASONS = [
  'ended',
  'idle-timeout',
  'headers-timeout',
  'request-timeout',
  'slow-body',
  'slow-reader',
  'handler-timeout',
  'evicted-idle',
  'evicted-stalled',
  'drained',
  'drain-deadline',
] as const

export type CloseReason = (typeof CLOSE_REASONS)[number]
