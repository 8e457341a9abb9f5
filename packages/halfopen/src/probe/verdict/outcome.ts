import type { Rung } from '../ladder/index.js'

/** A time that is known to lie between two bounds, ms. */
export interface Span {
  readonly atLeast: number
  readonly atMost: number
}

/**
 * How one rung ended.
 *
 * - `alive`: after the silence the connection still worked; late: its answer took half the wait, or more
 * - `closed`, `reset`: a FIN or a RST came during the silence
 * - `overdue`: the answer should have come; not yet known why it did not
 * - `dead`: it never came; `later` says what was met afterwards
 * - `failed`: says nothing about the path
 */
export type Ending =
  | { readonly kind: 'alive'; readonly isLate?: boolean }
  | { readonly kind: 'closed' | 'reset' | 'overdue' }
  | { readonly kind: 'dead'; readonly later: Later }
  | { readonly kind: 'failed'; readonly why: string; readonly because: 'refused' | 'rate-limit' | 'answer' | 'lost' }

/**
 * What a dead connection met when it was used again.
 *
 * - `reset`: a RST
 * - `unacknowledged`: nothing at all
 * - `acknowledged`: the bytes were acknowledged, but no answer came
 * - `answer`: the awaited answer came after all, once something had been sent
 * - `closed`: a FIN: the far side had given it up without saying so (it looks only when a connection is used)
 * - `nothing`: it was not used: it listened on, and nothing came
 */
export type Later = 'reset' | 'unacknowledged' | 'acknowledged' | 'answer' | 'closed' | 'nothing'

export interface Outcome {
  readonly rung: Rung
  /** The silence as measured; for an answer that never came, the silence that was asked for. */
  readonly silenceMs: Span
  /** How much later than asked for the far side answered, ms; where it is not known, absent. */
  readonly lateMs?: number
  /** When a FIN or a RST came by itself, on the clock of the probe, ms. */
  readonly endedAtMs?: number
  readonly ending: Ending
}

export const isAlive = ({ ending }: Outcome): boolean => ending.kind === 'alive'

/** The far side is slow: an answer came late, without being asked for again. */
export const isLate = ({ ending }: Outcome): boolean => ending.kind === 'alive' && ending.isLate === true

/** Its answer came when it was prompted: a hop that blocks until the client sends, or a slow far side. */
export const isAmbiguous = ({ ending }: Outcome): boolean => ending.kind === 'dead' && ending.later === 'answer'

/** An answer that never came: its silence is what was asked for. */
export const isUnheard = ({ ending: { kind }, silenceMs: { atLeast, atMost } }: Outcome): boolean =>
  (kind === 'overdue' || kind === 'dead') && atLeast === atMost

/** The path, or an end, had given the connection up by then. */
export const isGone = ({ ending: { kind } }: Outcome): boolean =>
  kind === 'dead' || kind === 'overdue' || kind === 'closed' || kind === 'reset'

/** The end of the connection was announced: its age is the timeout itself. */
export const isAnnounced = ({ ending: { kind } }: Outcome): boolean => kind === 'closed' || kind === 'reset'
