import { isAlive, isAnnounced, isGone, type Outcome, type Span } from './outcome.js'
import type { Threshold } from './threshold.js'

/** Where ends were announced: each tells the timeout by its own age, whatever silence its rung was to keep. */
export interface Announced extends Threshold {
  readonly bracket: Span
  /** More to be learnt by waiting for further ends. */
  readonly isOver: boolean
  /** Connections that end at ages far apart ended for another reason: a restart, or room for new ones. */
  readonly isScattered: boolean
}

/** Consecutive ends that make a timeout. */
const FEWEST = 3
/** A server that looks for idle connections once a second ends them up to 1 s late; one that counts whole seconds too (Redis), up to 2 s. */
const SWEEP = { share: 0.05, ms: 2300 } as const
/** A timer of each connection's own. */
const EXACT = { share: 0.005, ms: 60 } as const
/** The usual period of a sweep. */
const PERIOD_MS = 1000
/** Ends that are spread so far over the clock, and not over the ages, come from timers of their own. */
const TELLING_MS = 300
/** Some may never end: another backend, a lost FIN. */
const NEARLY_ALL = 0.95

/** undefined: too few ends were announced, or most were not. */
export function announced(outcomes: readonly Outcome[], rungs: number): Announced | undefined {
  const gone = outcomes.filter(isGone)
  const ends = gone.filter(isAnnounced)
  if (ends.length < FEWEST || ends.length * 2 <= gone.length) return undefined
  const middleMs = median(ends.map(ageMs))
  const reachMs = Math.max(SWEEP.ms, middleMs * SWEEP.share)
  const near = ends.filter((end) => Math.abs(ageMs(end) - middleMs) <= reachMs)
  const blur = blurOf(near)
  const bracket = bracketOf(near, blur)
  const survived = outcomes.filter((outcome) => isAlive(outcome) && outcome.silenceMs.atLeast <= bracket.atMost)
  return {
    bracket,
    edge: blur.isAtOnce ? 'at-once' : blur.isExact ? 'exact' : 'swept',
    aliveUpToMs: Math.max(0, ...survived.map(({ silenceMs }) => Math.min(silenceMs.atLeast, bracket.atMost))),
    gone: near,
    strays: outcomes.filter((outcome) => isStray(outcome, { bracket, near })),
    isOver: isOver(blur, outcomes.length / rungs),
    isScattered: isScattered(blur, near),
  }
}

interface Blur {
  /** Between the youngest and the oldest that ended. */
  readonly agesMs: number
  /** Between the first end and the last, by the clock. */
  readonly clockMs: number
  readonly isExact: boolean
  /** Opened one after the other, ended together: one sweep, whose period is not known from it; or a restart. */
  readonly isAtOnce: boolean
}

function blurOf(ends: readonly Outcome[]): Blur {
  const agesMs = spread(ends.map(ageMs))
  const clockMs = spread(ends.map(({ endedAtMs }) => endedAtMs ?? 0))
  const isExact = agesMs <= Math.max(EXACT.ms, Math.max(...ends.map(ageMs)) * EXACT.share)
  return { agesMs, clockMs, isExact, isAtOnce: !isExact && clockMs < agesMs / 2 }
}

/** All ages that were seen; and where a sweep showed them, those that its other phases would: another run must not exclude this one. */
function bracketOf(ends: readonly Outcome[], { isExact }: Blur): Span {
  const earliest = Math.min(...ends.map(({ silenceMs }) => silenceMs.atLeast))
  const latest = Math.max(...ends.map(({ silenceMs }) => silenceMs.atMost))
  if (isExact) return { atLeast: earliest, atMost: latest }
  return {
    atLeast: Math.max(0, Math.min(earliest, latest - PERIOD_MS)),
    atMost: Math.max(latest, earliest + PERIOD_MS),
  }
}

function isOver({ clockMs, isExact }: Blur, share: number): boolean {
  return share >= NEARLY_ALL || clockMs >= SWEEP.ms || (isExact && clockMs >= TELLING_MS)
}

function isScattered({ agesMs, isAtOnce }: Blur, ends: readonly Outcome[]): boolean {
  const youngestMs = Math.min(...ends.map(ageMs))
  if (isAtOnce && agesMs > PERIOD_MS * 1.1) return true
  return agesMs > Math.max(EXACT.ms, youngestMs * 2) || agesMs > Math.max(SWEEP.ms, youngestMs * SWEEP.share)
}

function isStray(
  outcome: Outcome,
  { bracket, near }: { readonly bracket: Span; readonly near: readonly Outcome[] },
): boolean {
  if (isAlive(outcome)) return outcome.silenceMs.atLeast > bracket.atMost
  if (!isGone(outcome) || near.includes(outcome)) return false
  return isAnnounced(outcome) || outcome.silenceMs.atMost < bracket.atLeast
}

const ageMs = ({ silenceMs: { atLeast, atMost } }: Outcome): number => (atLeast + atMost) / 2

const spread = (numbers: readonly number[]): number => Math.max(...numbers) - Math.min(...numbers)

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0
