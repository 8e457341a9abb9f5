import type { CapturedStack } from '../callsite/index.js'

/** Which library made the exchange. */
export type ClientKind = 'fetch' | 'undici' | 'http' | 'http2' | 'pg'

/**
 * Where an exchange stands: one request and its response, or one lease of a pooled client, from connect() to release().
 *
 * - `queued`: waits for a connection
 * - `waiting`: the request is on its way, no response headers yet
 * - `open`: headers came, the body is not done: it holds its connection (or stream); a pooled client: it is taken
 * - `suspect`: open, and for the time allowed nobody has read it, or used it
 * - `confirmed`: suspect, and it blocks others while all holders go unread, or its owner was garbage-collected
 * - `returned`: done; it holds nothing any more
 */
export type ExchangeState = 'queued' | 'waiting' | 'open' | 'suspect' | 'confirmed' | 'returned'

/** Who keeps an exchange from going on. */
export type Stall = 'application does not read' | 'server silent' | 'path dead'

/**
 * How an exchange ended. `unseen`: it never became a request of its library: refused before it was one, or answered by
 * a mock, and nobody tells which.
 */
export type Ending =
  | 'read'
  | 'discarded'
  | 'aborted'
  | 'failed'
  | 'collected'
  | 'reclaimed'
  | 'upgraded'
  | 'released'
  | 'unseen'

/** A pool of connections, as its owner sees it at this moment. Held weakly, like everything here. */
export interface Pool {
  /** From `newPoolId()`. Exchanges with equal origin and pool id compete for the same connections (or streams, or clients). */
  readonly id: number
  /** Most connections it may open; undefined when it has no limit, or is gone. */
  max(): number | undefined
  /** Connections that are open and idle; undefined where the library does not tell. */
  available(): number | undefined
}

/**
 * What a source can tell of, and do to, an exchange at any moment. It keeps
 * no Response, body or socket alive: it holds them weakly, and answers
 * undefined once they are gone.
 */
export interface Hold {
  /** Bytes that arrived and that the application has not taken: in socket, parser and stream. */
  bufferedBytes(): number | undefined
  /** Bytes received on the connection so far; it stands still when nothing comes, or when nobody reads. */
  bytesRead(): number | undefined
  /** Whether something consumes the body: a listener, a pipe, a reader. */
  isConsumed(): boolean | undefined
  /** Whether it is piped to somebody across the network who takes his time: then nobody here fails to read. */
  waitsForPeer?(): boolean
  /** The pool it waits in or leases from; undefined where there is none, or it is not known yet. */
  pool?(): Pool | undefined
  /** True once the request can never be sent and the library told nobody, as when its pool was destroyed. */
  isLost?(): boolean
  /** Whether a queued request has got its connection by now; asked at each look where the library tells no event. */
  isSent?(): boolean
  /** True once it holds memory only: its response is complete, and occupies no stream any more. */
  isSpent?(): boolean
  /**
   * For what is used and not read, such as a pooled client: true while nothing is under way on it. It is in use
   * when this is false, or when `bytesRead` moves.
   */
  isIdle?(): boolean
  /** Local port and remote, as the kernel's tables name the connection. */
  connection(): { readonly local: string; readonly remote: string } | undefined
  /** Reads what is left, up to the limits; false: it was more, and the connection was given up. */
  drain(limits: { readonly bytes: number; readonly ms: number }): Promise<boolean>
  /** Gives the connection (or stream) up. */
  destroy(): void
}

/** What one look saw of an open exchange. */
export interface Look {
  /** Monotonic, in milliseconds. */
  readonly at: number
  readonly bytesRead: number | undefined
  readonly bufferedBytes: number | undefined
  /** How long nobody has read, in milliseconds. */
  readonly unreadMs: number
}

/** What a source knows when an exchange begins. */
export interface Beginning {
  readonly client: ClientKind
  /** `https://host:port`, the port always written. */
  readonly origin: string
  readonly method: string
  /** Without the query, which may hold secrets. */
  readonly path: string
  /** An Error whose stack was captured and not yet formatted; undefined where capturing is off. */
  readonly site: CapturedStack | undefined
  readonly hold: Hold
  /** When it began, where it is told later; monotonic, in milliseconds. Default: now. */
  readonly beganAt?: number
}

/** One exchange, for the source that feeds it. Calls out of order or after the end are ignored, never thrown. */
export interface Exchange {
  readonly id: number
  readonly origin: string
  readonly method: string
  readonly state: ExchangeState
  /** It has got a connection. */
  sent(): void
  /** Response headers came. `hasBody` false: HEAD, 204, 304 or length 0: it never becomes suspect. */
  headers(status: number, hasBody: boolean): void
  /** A pooled client was handed out: there is no response to wait for. */
  taken(): void
  /** `errorType`: code or name of the error that ended it, as `errorTypeOf` gives it; for metrics. */
  ended(how: Ending, errorType?: string): void
}

/** Where sources write: `sources/*` depend on this interface only. */
export interface Ledger {
  begin(beginning: Beginning): Exchange
  /**
   * The stack of the caller of `below`, of at most so many frames, for the exchange that begins now. Undefined where call
   * sites are off, and for a moment when more requests come than stacks can be paid for.
   */
  capture(below: (...args: never[]) => unknown, frames: number): CapturedStack | undefined
  /** Whether `capture` answers right now. */
  readonly wantsSites: boolean
  /** Whether it ever does. */
  readonly capturesSites: boolean
  /** Whether `hold.isConsumed()` must answer after the end too (tests check small bodies, which pin no connection). */
  readonly wantsBodies: boolean
  /** The clock of `beganAt`. */
  readonly now: () => number
  /** Whether every exchange must be told as it begins and ends. Where not, a source may tell only of those that last until a look. */
  readonly wantsAll: boolean
  /** Runs `bring` before each look: it tells of what lasts and was not told yet. Returns what stops it. */
  beforeLook(bring: () => void): () => void
}

/** A library that is watched. `start` hooks it; what it returns takes every hook away again. */
export interface Source {
  readonly name: ClientKind
  start(ledger: Ledger): () => void
}
