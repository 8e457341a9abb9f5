import type { Expiry } from '@halfopen/core'
import type { ProbesFrom, Rung } from '../ladder/index.js'
import { expiryOf } from './expiry.js'
import { isAlive, isAmbiguous, isAnnounced, isGone, type Outcome, type Span } from './outcome.js'
import { probesReset } from './probes.js'
import { ANNOUNCED_BLUR, latenessMs, threshold } from './threshold.js'

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
  const { bracket, aliveUpToMs, gone, strays } = threshold(plain, latenessMs(outcomes))
  const isComplete = plain.length >= rungs.filter(({ probesFrom }) => probesFrom === 'nobody').length
  const common = { aliveUpToMs, strays, atExpiry: undefined, bracket: undefined, probesReset: UNKNOWN }
  if (isNoise(plain, strays)) {
    return { ...common, verdict: 'noise', isSettled: isComplete || isHopeless(plain, strays) }
  }
  if (bracket === undefined)
    return { ...common, verdict: isComplete ? 'none-found' : 'undecided', isSettled: isComplete }
  if (!isConfirmed(gone, rungs)) return { ...common, verdict: 'undecided', isSettled: isComplete }
  if (isScattered(gone, bracket)) return { ...common, verdict: 'noise', isSettled: true }
  return measured(outcomes, rungs, { ...common, bracket, gone })
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

function isConfirmed(gone: readonly Outcome[], rungs: readonly Rung[]): boolean {
  const shortest = Math.min(...gone.map(({ rung }) => rung.silenceMs))
  const above = rungs.filter(({ probesFrom, silenceMs }) => probesFrom === 'nobody' && silenceMs >= shortest)
  return gone.length >= Math.min(CONFIRMING, above.length)
}

/** Connections that end at ages far apart ended for another reason: a restart, or room for new ones. */
function isScattered(gone: readonly Outcome[], { atLeast, atMost }: Span): boolean {
  return gone.every(isAnnounced) && atMost - atLeast > Math.max(ANNOUNCED_BLUR.ms, atMost * ANNOUNCED_BLUR.share)
}

type Found = Pick<Judgement, 'aliveUpToMs' | 'strays'> & { readonly bracket: Span; readonly gone: readonly Outcome[] }

function measured(outcomes: readonly Outcome[], rungs: readonly Rung[], found: Found): Judgement {
  const { bracket, gone, aliveUpToMs, strays } = found
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
