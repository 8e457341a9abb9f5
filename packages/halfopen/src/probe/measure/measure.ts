import { HalfopenError } from '@halfopen/core'
import { SocketHandles } from '@halfopen/kernel'
import type { Clock } from '../../host/index.js'

import { FRUGAL_LIMIT, frugalPlan, ladderWithin, type ProbesFrom, type Range, type Rung } from '../ladder/index.js'
import { Heartbeat } from '../line/index.js'
import { look, type Looked } from '../look/index.js'
import type { Ascended } from '../ascent/index.js'
import { type Board, judge, type Judgement } from '../verdict/index.js'
import { descriptorsFor } from './descriptors.js'
import { type MeasureOptions, waitFor } from './options.js'
import { pass, type Stage } from './stage.js'

/** What was found out, in the time of this clock. */
export interface Measurement {
  readonly looked: Looked
  readonly judgement: Judgement
  readonly range: Range
  readonly waitMs: number
  readonly connections: number
  readonly wallMs: number
  /** Ended by the signal before the matter was settled. */
  readonly isInterrupted: boolean
  /** Why it was broken off. */
  readonly refusal: string | undefined
  /** Rungs that told nothing. */
  readonly failures: number
  readonly hasKernelTimes: boolean
}

export interface Surroundings {
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly changed: (board: Board, opened: number) => void
}

/**
 * Looks at the target, plays the ladder, and judges.
 * @throws HalfopenError HO_TARGET, HO_UNMEASURABLE, HO_NATIVE.
 */
export async function measure(options: MeasureOptions, around: Surroundings): Promise<Measurement> {
  const startMs = around.clock.now()
  const opened = SocketHandles.open()
  const handles = opened.ok ? opened.value : undefined
  using heartbeat = new Heartbeat(() => around.clock.now())
  const looking = { ...options, handles, heartbeat, signal: around.signal }
  const looked = await look(looking)
  const stage: Stage = { options, looked, handles, heartbeat, ...around }
  const played = await (options.isFrugal ? twoPasses(stage) : onePass(stage))
  const isSure = options.isFrugal || around.signal.aborted
  const isDown = !isSure && (await hasStopped(played, () => look(looking)))
  return {
    ...played,
    looked,
    refusal: isDown ? 'the target stopped answering, to new connections too' : played.refusal,
    waitMs: waitFor(options, looked.rttMs),
    wallMs: around.clock.now() - startMs,
    isInterrupted: around.signal.aborted && !played.judgement.isSettled,
    hasKernelTimes: handles !== undefined,
  }
}

type Played = Pick<Measurement, 'judgement' | 'range' | 'connections' | 'refusal' | 'failures'>

/** The client's end can always probe; the server's only where the problem app lets us ask for it. */
const probersOf = ({ mode }: Looked): readonly Exclude<ProbesFrom, 'nobody'>[] =>
  mode === 'response' ? ['client', 'server'] : ['client']

async function onePass(stage: Stage): Promise<Played> {
  const { options, looked } = stage
  const limit = Math.min(options.connections, descriptorsFor())
  const { rungs, resolution } = ladderWithin(limit, options, probersOf(looked))
  const { board, opened, refusal } = await pass(stage, rungs, (board) => board.judgement.isSettled)
  const range = { minMs: options.minMs, maxMs: options.maxMs, resolution }
  return { judgement: board.judgement, range, connections: opened, refusal, failures: board.failures }
}

/** A coarse ladder to the first that is gone, then a fine one below it. */
async function twoPasses(stage: Stage): Promise<Played> {
  const { options, looked } = stage
  const plan = frugalPlan(options, probersOf(looked))
  const range = { minMs: options.minMs, maxMs: options.maxMs, resolution: plan.resolution }
  const coarse = await pass(stage, plan.coarse, (board) => board.judgement.isSettled || isGoneUnheard(board))
  const gone = firstGone(coarse.board)
  const first = { range, connections: coarse.opened, refusal: coarse.refusal, failures: coarse.board.failures }
  if (gone === undefined || first.refusal !== undefined || stage.signal.aborted) {
    return { ...first, judgement: coarse.board.judgement }
  }
  const { judgement } = coarse.board
  const isTold = judgement.verdict === 'measured' && judgement.bracket !== undefined && !isGoneUnheard(coarse.board)
  if (isTold) return confirmed(stage, { first, coarse, rungs: plan.again(judgement.bracket) })
  const rungs = plan.fine(gone).slice(0, FRUGAL_LIMIT - coarse.opened)
  const fine = await pass(stage, rungs, (board) => board.judgement.isSettled)
  const isDoubtful = fine.board.judgement.verdict === 'none-found'
  return {
    range,
    judgement: isDoubtful ? { ...fine.board.judgement, verdict: 'noise' } : fine.board.judgement,
    connections: coarse.opened + fine.opened,
    refusal: fine.refusal,
    failures: first.failures + fine.board.failures,
  }
}

/** Ends that were announced tell their time in the first pass already: the second must tell the same. */
async function confirmed(
  stage: Stage,
  { first, coarse, rungs }: { first: Omit<Played, 'judgement'>; coarse: Ascended; rungs: readonly Rung[] },
): Promise<Played> {
  const left = rungs.slice(0, FRUGAL_LIMIT - coarse.opened)
  const again = await pass(stage, left, (board) => board.judgement.isSettled)
  const outcomes = [...coarse.board.outcomes, ...again.board.outcomes]
  return {
    ...first,
    judgement: {
      ...judge(
        outcomes,
        outcomes.map(({ rung }) => rung),
      ),
      isSettled: again.board.judgement.isSettled,
    },
    connections: coarse.opened + again.opened,
    refusal: again.refusal,
    failures: first.failures + again.board.failures,
  }
}

/** An answer that never came tells less than an end that did: others beside it must show when. */
const isGoneUnheard = ({ outcomes }: Board): boolean =>
  outcomes.some(({ ending: { kind } }) => kind === 'dead' || kind === 'overdue')

function firstGone({ outcomes }: Board): { readonly atLeast: number; readonly atMost: number } | undefined {
  const gone = outcomes.filter(({ ending: { kind } }) => kind !== 'alive' && kind !== 'failed')
  if (gone.length === 0) return undefined
  const atMost = Math.min(...gone.map(({ silenceMs }) => silenceMs.atMost))
  const alive = outcomes.filter(({ ending, silenceMs }) => ending.kind === 'alive' && silenceMs.atLeast < atMost)
  return { atLeast: Math.max(0, ...alive.map(({ rung }) => rung.silenceMs)), atMost }
}

/** A host that went down looks like a path that forgets: a fresh connection tells them apart. */
async function hasStopped({ judgement }: Played, lookAgain: () => Promise<unknown>): Promise<boolean> {
  if (judgement.verdict !== 'measured') return false
  try {
    await lookAgain()
    return false
  } catch (error) {
    return error instanceof HalfopenError && (error.code === 'HO_TARGET' || error.code === 'HO_UNMEASURABLE')
  }
}
