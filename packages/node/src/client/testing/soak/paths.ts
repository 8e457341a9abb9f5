/** Between client and server; each is an origin of its own. */
export type PathName =
  | 'direct'
  | 'idle-fin'
  | 'idle-reset'
  | 'forget'
  | 'every-n'
  | 'slow'
  | 'resets'
  | 'cuts'
  | 'silent'
  | 'down'
  | 'restart'

/**
 * What requests may notice of the faults there. `nothing`: there are none, or they only delay. `stale`: connections
 * die between two requests, or as a further one is sent: what may be sent again must not fail. `loud`: everything, but
 * only while a fault is in force.
 */
export type Noticed = 'nothing' | 'stale' | 'loud'

export const NOTICED: Readonly<Record<PathName, Noticed>> = {
  direct: 'nothing',
  slow: 'nothing',
  'idle-fin': 'stale',
  'idle-reset': 'stale',
  forget: 'stale',
  'every-n': 'stale',
  resets: 'loud',
  cuts: 'loud',
  silent: 'loud',
  down: 'loud',
  restart: 'loud',
}

/** After this a server closes an idle connection. */
export const IDLE_MS = 120

/**
 * After this a path forgets an idle connection. Longer, because it also forgets one whose answer takes so long, and a
 * busy machine must not be taken for that.
 */
export const FORGET_MS = 700

export const ALL_PATHS = Object.keys(NOTICED) as PathName[]
export type Origins = Readonly<Record<PathName, string>>

/** What becomes of a connection that is closed or reset under a request. */
export const STALE_CODES = ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'] as const

const SILENCE = ['HO_HEADERS_TIMEOUT', 'HO_BODY_TIMEOUT', 'HO_DEADLINE']

/** The codes that a fault may end a request with; a fault that is not here may end none. */
export const CODES_OF: Readonly<Record<string, readonly string[]>> = {
  reset_peer: STALE_CODES,
  limit_data: STALE_CODES,
  close_after: STALE_CODES,
  timeout: [...STALE_CODES, ...SILENCE],
  half_open: SILENCE,
  // Forgotten while the first answer of a connection was under way, on a busy machine: that is no stale connection.
  idle_forget: [...STALE_CODES, ...SILENCE],
  down: [...STALE_CODES, 'ECONNREFUSED'],
  restart: [...STALE_CODES, 'ECONNREFUSED'],
}

/** A fault was in force; ms on the machine's monotonic clock, which both processes read. */
export interface Window {
  readonly path: PathName
  readonly fault: string
  readonly fromMs: number
  readonly untilMs: number
}

export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6
