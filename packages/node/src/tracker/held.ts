import type { CallSite, Frame, Origin } from '../callsite/index.js'
import type { ClientKind, Ending, Entry, ExchangeState, Stall } from '../ledger/index.js'

/** A response as told to the outside: plain values, no references into the program. */
export interface HeldResponse {
  readonly id: number
  readonly client: ClientKind
  /** `https://host:port`. */
  readonly origin: string
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly status: number | undefined
  readonly state: ExchangeState
  /** How it ended; undefined while it lasts. */
  readonly ending: Ending | undefined
  /** Since the request began, in milliseconds. */
  readonly ageMs: number
  /** How long nobody has read, in milliseconds. */
  readonly unreadMs: number
  /** Bytes that arrived and wait; undefined when the connection is gone. */
  readonly bufferedBytes: number | undefined
  readonly stall: Stall | undefined
  /** Whether somebody has read a part of it. */
  readonly isBegun: boolean
  /** Undefined in mode `observe`, and when no code but Node.js's own was on the stack. */
  readonly site: CallSite | undefined
  /** How the program came to it, the innermost frame first, without Node.js's own; empty where `site` is undefined. At most 16. */
  readonly stack: readonly Frame[]
  /** Requests that wait for a connection of the same pool. */
  readonly waiting: number
  readonly pool: { readonly leased: number; readonly max: number | undefined }
  readonly connection: { readonly local: string; readonly remote: string } | undefined
}

export interface Surroundings {
  readonly now: number
  readonly unreadMs: number
  readonly madeBy: Origin | undefined
  readonly stall: Stall | undefined
  readonly waiting: number
  readonly leased: number
  readonly max: number | undefined
}

export function heldOf(entry: Entry, around: Surroundings): HeldResponse {
  const { id, client, origin, method, path, status, state, ending, hold } = entry
  const { now, unreadMs, madeBy, stall, waiting, leased, max } = around
  return {
    id,
    client,
    origin,
    method,
    path,
    status,
    state,
    ending,
    ageMs: now - entry.beganAt,
    unreadMs,
    bufferedBytes: hold.bufferedBytes(),
    stall,
    isBegun: hold.isConsumed() === true,
    site: madeBy?.site,
    stack: madeBy?.stack ?? [],
    waiting,
    pool: { leased, max },
    connection: hold.connection(),
  }
}
