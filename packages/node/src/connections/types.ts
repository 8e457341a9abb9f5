/**
 * Who ended a connection: `server` closed or reset it (or something on the path did so in its name), `path` stopped
 * carrying it, `client` is this program, `unknown` what nobody can tell.
 */
export type EndedBy = 'server' | 'client' | 'path' | 'unknown'

/** How a connection ended, as this end saw it. */
export interface ConnectionEnd {
  readonly by: EndedBy
  /** `FIN`: closed in order. `RST`: reset. `ETIMEDOUT` and the like: the kernel's word. `close`: this program's own. */
  readonly how: string
  readonly during: 'idle' | 'use'
  readonly atMs: number
  /** Time without a request until then; during a use, before it. */
  readonly idleMs: number
}

/** How far a request had come when it failed: not on a connection yet, on one, or its response's headers were here. */
export type Phase = 'unsent' | 'sent' | 'answered'

/** What a source knows of a request that fails. */
export interface FailedRequest {
  readonly method: string
  readonly origin: string
  readonly phase: Phase
  /** Of its answer, where what its connection received is not that alone: HTTP/2 has frames of its own. */
  readonly bytes?: number
}

/** What was known of a connection when a request on it failed: plain values. */
export interface ConnectionFacts {
  /** `https://host:port`. */
  readonly origin: string
  /** Requests sent on it, the failed one included. */
  readonly uses: number
  /** Whether it was followed from its opening on; if not, `uses` is the least it can be. */
  readonly isWhole: boolean
  /** Since it was opened, or first seen. */
  readonly ageMs: number
  /** How long it had been idle before the failed request. */
  readonly idleMs: number
  /** From the request to its failure. */
  readonly inUseMs: number
  /** Received for the failed request. */
  readonly bytes: number
  /** Whether other requests were on it at the same time, as with pipelining: then `bytes` may be theirs. */
  readonly isShared: boolean
  /** What the server announced: `Keep-Alive: timeout=N`. */
  readonly announcedIdleMs: number | null
  /** Who ended it; null when it goes on. */
  readonly end: { readonly by: EndedBy; readonly how: string; readonly during: 'idle' | 'use' } | null
  readonly local: string | null
  readonly remote: string | null
}

/** A failed request, as explain() finds it. */
export interface Failure extends FailedRequest {
  readonly atMs: number
  /** Null when it had got none. */
  readonly connection: ConnectionFacts | null
}

/** Connections to one origin: what is open now, and what has been. */
export interface OriginConnections {
  readonly origin: string
  readonly active: number
  readonly idle: number
  /** Since the tracker started. */
  readonly opened: number
  readonly closed: Readonly<Record<`${EndedBy} ${'idle' | 'use'}`, number>>
}
