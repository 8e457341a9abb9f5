import type { CauseId } from '@halfopen/core'
import type { ConnectionFacts } from '../connections/index.js'

/** Whose doing it is: this program's, the server's, the path's, this host's, the name service's; or nobody can tell. */
export type Culprit = 'application' | 'server' | 'path' | 'host' | 'name service' | 'unknown'

/**
 * - `certain`: the kernel, the library or the server says so
 * - `likely`: history says so: other connections to this origin, or what the server announced
 * - `possible`: it looks the same as something else, which the evidence names
 */
export type Confidence = 'certain' | 'likely' | 'possible'

/** Whether the request may be sent again. `if-idempotent`: its method is not known, and the server may have acted on it. `unknown`: no request is known. */
export type RetrySafety = 'yes' | 'if-idempotent' | 'no' | 'unknown'

/** What `explain()` answers: plain values, ready for JSON. Fields may be added, not renamed. */
export interface ErrorExplanation {
  readonly schema: 'halfopen.explanation/1'
  /** One sentence a person understands. */
  readonly summary: string
  /** One of halfopen's causes (`halfopen explain CAUSE` tells more), or null: it is none of them. */
  readonly cause: CauseId | null
  /** How sure the summary is. */
  readonly confidence: Confidence
  readonly culprit: Culprit
  /** The error that decided, of all that were wrapped in each other; bounded, printable, without queries. */
  readonly error: { readonly name: string; readonly code: string | null; readonly message: string }
  /** What was known of the connection; null without a tracker, and when the request had none. */
  readonly connection: ConnectionFacts | null
  readonly evidence: readonly string[]
  readonly remedy: { readonly summary: string; readonly code: string | null }
  readonly retry: { readonly safe: RetrySafety; readonly why: string }
  /** What could be said with a tracker in the program; null when nothing more. */
  readonly missing: string | null
}

/** What a rule finds. */
export interface Verdict {
  readonly summary: string
  readonly cause: CauseId | null
  readonly confidence: Confidence
  readonly culprit: Culprit
  readonly evidence: readonly string[]
  /** Default: that of the cause for Node.js. */
  readonly remedy?: { readonly summary: string; readonly code: string | null }
  /** How far the request came, where the error itself says so. */
  readonly reached?: 'unsent' | 'sent' | 'refused'
  /** Nothing tells that the error is of a request at all. */
  readonly isWithoutRequest?: boolean
  /** A tracker would say more. */
  readonly wantsTracker?: boolean
}
