import type { Expiry } from '@halfopen/core'
import type { ProbesFrom, Rung } from '../ladder/index.js'
import { announced } from './announced.js'
import { expiryOf } from './expiry.js'
import { isAlive, isAmbiguous, isGone, type Outcome, type Span } from './outcome.js'
import { probesReset } from './probes.js'
import { latenessMs, threshold, type Threshold } from './threshold.js'

/** What the rungs say together. */
export interface Judgement {
  readonly verdict: 'measured' | 'none-found' | 'noise' | 'undecided'
  /** With `measured` only, ms. */
  readonly bracket: Span | undefined
  readonly atExpiry: Expiry | undefined
  readonly probesReset: { readonly client: boolean | null; readonly server: boolean | null }
  /** The longest silence known to be survived, ms; 0: none. */
  readonly aliveUpToMs: number
  readonly strays: readonly Outcome[]
  readonly edge: Threshold['edge']
  /** More to be learnt by waiting for rungs that are still silent. */
  readonly isSettled: boolean
}

/** Consecutive rungs that must be gone: neither a lost packet nor a slow answer makes a timeout. */
const CONFIRMING = 3
/** A few connections are lost on any path, without a timeout. */
const STRAY_SHARE = 0.02

/** `rungs` are all of the ladder: those without an outcome are still silent, or were never opened. */
export function judge(outcomes: readonly Outcome[], rungs: readonly Rung[]): Judgement {
  const plain = outcomes.filter(({ rung }) => rung.probesFrom === 'nobody')
  const plainRungs = rungs.filter(({ probesFrom }) => probesFrom === 'nobody')
  const told = announced(plain, plainRungs.length)
  const { bracket, edge, aliveUpToMs, gone, strays } = told ?? threshold(plain, latenessMs(outcomes))
  const isComplete = plain.length >= plainRungs.length
  const isOver = isComplete || (told?.isOver ?? true)
  const common = { aliveUpToMs, strays, edge, atExpiry: undefined, bracket: undefined, probesReset: UNKNOWN }
  if (isNoise(plain, strays)) {
    return { ...common, verdict: 'noise', isSettled: isComplete || (isOver && isHopeless(plain, strays)) }
  }
  if (bracket === undefined) return { ...common, ...withoutEdge(aliveUpToMs, plainRungs, isComplete) }
  if (gone.length < CONFIRMING) return { ...common, verdict: 'undecided', isSettled: isComplete }
  if (told?.isScattered === true) return { ...common, verdict: 'noise', isSettled: isOver }
  const found = measured(outcomes, rungs, { ...common, bracket, gone })
  return { ...found, isSettled: found.isSettled && isOver }
}

/** Silences near the longest must have been survived: where they were not, something ended them. */
const REACHED_SHARE = 0.95

function withoutEdge(
  aliveUpToMs: number,
  rungs: readonly Rung[],
  isComplete: boolean,
): Pick<Judgement, 'verdict' | 'isSettled'> {
  if (!isComplete) return { verdict: 'undecided', isSettled: false }
  const longestMs = Math.max(0, ...rungs.map(({ silenceMs }) => silenceMs))
  return { verdict: aliveUpToMs >= longestMs * REACHED_SHARE ? 'none-found' : 'noise', isSettled: true }
}

const UNKNOWN = { client: null, server: null }

function isNoise(plain: readonly Outcome[], strays: readonly Outcome[]): boolean {
  return strays.length > Math.max(1, Math.floor(plain.length * STRAY_SHARE))
}

/** So many are lost for good that waiting for the rest would not make it a timeout. */
function isHopeless(plain: readonly Outcome[], strays: readonly Outcome[]): boolean {
  const most = Math.max(HOPELESS, plain.length * HOPELESS_SHARE)
  return (
    strays.filter(isFinal).length > most && plain.filter((outcome) => isGone(outcome) && isFinal(outcome)).length > most
  )
}

const isFinal = (outcome: Outcome): boolean => outcome.ending.kind !== 'overdue' && !isAmbiguous(outcome)

const HOPELESS = 5
const HOPELESS_SHARE = 0.05

type Found = Pick<Judgement, 'aliveUpToMs' | 'strays' | 'edge'> & {
  readonly bracket: Span
  readonly gone: readonly Outcome[]
}

function measured(outcomes: readonly Outcome[], rungs: readonly Rung[], found: Found): Judgement {
  const { bracket, gone, aliveUpToMs, strays, edge } = found
  const atExpiry = expiryOf(gone)
  const client = probesReset(outcomes, { from: 'client', bracket })
  const server = probesReset(outcomes, { from: 'server', bracket })
  const isProbing = (from: ProbesFrom) =>
    rungs.some(({ probesFrom, silenceMs }) => probesFrom === from && silenceMs > bracket.atMost) &&
    !isDecided(outcomes, from, bracket)
  return {
    verdict: 'measured',
    bracket,
    atExpiry,
    probesReset: { client, server },
    aliveUpToMs,
    strays,
    edge,
    isSettled: atExpiry !== undefined && !isProbing('client') && !isProbing('server'),
  }
}

/**
 * One rung that lived above the timeout proves that probes hold. One that did
 * not may be chance: a second one, or one of the other end, confirms it.
 */
function isDecided(outcomes: readonly Outcome[], from: ProbesFrom, { atMost }: Span): boolean {
  const telling = outcomes.filter(({ rung }) => rung.probesFrom !== 'nobody' && rung.silenceMs > atMost)
  const own = telling.filter(({ rung }) => rung.probesFrom === from)
  if (own.some(isAlive)) return true
  return own.some(isGone) && telling.filter(isGone).length >= 2
}
