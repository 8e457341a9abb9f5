import type { ConnectionEnd, Failure } from '../connections/index.js'
import type { Link } from './chain.js'
import type { Verdict } from './types.js'

/** How responses to an origin stand at this moment, as the tracker sees it. */
export interface PoolNow {
  readonly origin: string
  readonly leased: number
  readonly pending: number
  readonly max: number | undefined
  readonly unread: number
  /** Where the oldest of its unread responses was asked for. */
  readonly openedBy: string | undefined
}

/** Everything that is known of one error. */
export interface Case {
  /** The error and what it wraps, the outermost first. */
  readonly links: readonly Link[]
  /** What a source told when the request failed with this error. */
  readonly failure: Failure | undefined
  /** How the server ended connections to the same origin of late. */
  readonly endings: readonly ConnectionEnd[]
  /** The pools of the same origin that are at their limit now; all of them where the origin is unknown. */
  readonly fullPools: readonly PoolNow[]
  readonly isTracked: boolean
}

/** Looks at a case, and answers when it is one of its own: with the link that decided. */
export type Rule = (given: Case) => Finding | undefined

export interface Finding {
  readonly link: Link
  readonly verdict: Verdict
}

/** The innermost link with one of these codes: what wraps it knows less. */
export function linkWith({ links }: Case, ...codes: readonly string[]): Link | undefined {
  return links.findLast(({ code }) => code !== undefined && codes.includes(code))
}

export function linksWith({ links }: Case, ...codes: readonly string[]): Link[] {
  return links.filter(({ code }) => code !== undefined && codes.includes(code))
}
