import { isAlive, isAmbiguous, isGone, isLate, isUnheard, type Outcome, type Span } from './outcome.js'

/** Where the living end and the dead begin. */
export interface Threshold {
  /** undefined: none is gone. */
  readonly bracket: Span | undefined
  /** How the timer behaves: `swept` ends what is older now and then; `at-once` may be one sweep, or a restart. */
  readonly edge: 'exact' | 'swept' | 'at-once'
  /** The longest silence that was survived, below the bracket; 0 when none was. */
  readonly aliveUpToMs: number
  /** Rungs that are gone above the bracket's lower end. */
  readonly gone: readonly Outcome[]
  /** Rungs on the wrong side, too far from the bracket to belong to a blurred edge. */
  readonly strays: readonly Outcome[]
}

/** A middlebox that polls its timers, or sweeps its table, blurs the edge by this share or this time. */
const BLUR_SHARE = 0.03
const BLUR_MS = 100

/**
 * The threshold that leaves the fewest rungs on the wrong side, widened until
 * it holds all of those near it. `outcomes` are those of rungs without probes;
 * an answer that never came may have been sent up to `late` ms after its time.
 */
export function threshold(outcomes: readonly Outcome[], late: number): Threshold {
  const isSlow = outcomes.some(isLate)
  const points = outcomes
    .filter((outcome) => isAlive(outcome) || (isGone(outcome) && !(isSlow && isAmbiguous(outcome))))
    .map((outcome) => toPoint(outcome, late))
    .sort((a, b) => a.midMs - b.midMs)
  if (!points.some(({ alive }) => !alive)) {
    return { bracket: undefined, edge: 'exact', aliveUpToMs: longest(points), gone: [], strays: [] }
  }
  return around(points, bestCut(points))
}

interface Point {
  readonly outcome: Outcome
  readonly alive: boolean
  readonly span: Span
  readonly midMs: number
}

function toPoint(outcome: Outcome, lateMs: number): Point {
  const { atLeast, atMost } = outcome.silenceMs
  const span = isUnheard(outcome) ? { atLeast, atMost: atMost + lateMs } : outcome.silenceMs
  return { outcome, alive: isAlive(outcome), span, midMs: (span.atLeast + span.atMost) / 2 }
}

/** How late the far side answers at worst, by the longest silences it ended; probed rungs tell as well as others. */
export function latenessMs(outcomes: readonly Outcome[]): number {
  const near = outcomes.filter(isAlive).sort((a, b) => b.rung.silenceMs - a.rung.silenceMs)
  const lates = near.slice(0, NEAR).map(({ rung, silenceMs, lateMs }) => lateMs ?? silenceMs.atMost - rung.silenceMs)
  return Math.max(0, ...lates)
}

const NEAR = 40

/** The number of points below the cut. */
function bestCut(points: readonly Point[]): number {
  let wrong = points.filter(({ alive }) => alive).length
  let best = { cut: 0, wrong }
  for (const [index, { alive }] of points.entries()) {
    wrong += alive ? -1 : 1
    // Of equally good cuts the last: one that died alone among the living was lost, not forgotten.
    if (wrong <= best.wrong) best = { cut: index + 1, wrong }
  }
  return best.cut
}

function around(points: readonly Point[], cut: number): Threshold {
  const edgeMs = points[cut]?.midMs ?? longest(points)
  const blurMs = Math.max(BLUR_MS, edgeMs * BLUR_SHARE)
  const near = [...points.entries()].filter(([, { midMs }]) => Math.abs(midMs - edgeMs) <= blurMs)
  const lowestGone = Math.min(cut, ...near.filter(([, { alive }]) => !alive).map(([index]) => index))
  const highestAlive = Math.max(cut - 1, ...near.filter(([, { alive }]) => alive).map(([index]) => index))
  const survived = points.slice(0, lowestGone).filter(({ alive }) => alive)
  const goneAbove = points.slice(lowestGone).filter(({ alive }) => !alive)
  const beyond = points.slice(highestAlive + 1).filter(({ alive }) => !alive)
  return {
    bracket: beyond.length === 0 ? undefined : bracketOf(survived, beyond),
    edge: 'exact',
    aliveUpToMs: longest(survived),
    gone: goneAbove.map(({ outcome }) => outcome),
    strays: [
      ...points.slice(0, lowestGone).filter(({ alive }) => !alive),
      ...points.slice(highestAlive + 1).filter(({ alive }) => alive),
    ].map(({ outcome }) => outcome),
  }
}

const bracketOf = (survived: readonly Point[], gone: readonly Point[]): Span => ({
  atLeast: longest(survived),
  atMost: Math.min(...gone.map(({ span }) => span.atMost)),
})

const longest = (points: readonly Point[]): number => Math.max(0, ...points.map(({ span }) => span.atLeast))
