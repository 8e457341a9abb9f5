import type { SocketHandles } from '@halfopen/kernel'
import type { Clock } from '../../host/index.js'
import { ascend, type Ascended, type Own } from '../ascent/index.js'
import type { Rung } from '../ladder/index.js'
import { type Heartbeat, Line } from '../line/index.js'
import type { Looked } from '../look/index.js'
import { Patience, playIdle, playResponse, playTcp, type Play, type Played } from '../rungs/index.js'
import type { Board } from '../verdict/index.js'
import { type MeasureOptions, waitFor } from './options.js'

/** What every pass of one measurement shares. */
export interface Stage {
  readonly options: MeasureOptions
  readonly looked: Looked
  readonly handles: SocketHandles | undefined
  readonly heartbeat: Heartbeat
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly changed: (board: Board, opened: number) => void
}

/** One pass over some rungs. */
export function pass(stage: Stage, rungs: readonly Rung[], isDone: (board: Board) => boolean): Promise<Ascended> {
  const { options, looked, handles, heartbeat, clock, changed } = stage
  const waitMs = waitFor(options, looked.rttMs)
  const patience = new Patience(waitMs)
  return ascend({
    rungs,
    pacePerSecond: paceFor(stage, rungs.length),
    open: (signal) => Line.open({ place: looked.place, handles, heartbeat, timeoutMs: CONNECT_WAITS * waitMs, signal }),
    play: (rung, line, own) => play(stage, { rung, line, waitMs, patience, now: () => clock.now(), ...own }),
    isDone,
    signal: stage.signal,
    now: () => clock.now(),
    sleep: (ms, signal) => clock.sleep(ms, signal),
    changed,
  })
}

/** Servers that look for idle connections once a second show it only on connections that were not all opened together. */
const SPREAD_S = 1.1

function paceFor({ options: { pacePerSecond }, looked: { mode } }: Stage, rungs: number): number {
  return mode === 'response' ? pacePerSecond : Math.min(pacePerSecond, Math.ceil(rungs / SPREAD_S))
}

/** A SYN that is lost is sent again after one second, and again after two more. */
const CONNECT_WAITS = 4

function play({ options, looked }: Stage, own: Play & Own & { readonly patience: Patience }): Played {
  const { http } = options.target
  if (looked.mode === 'tcp' || http === null) return playTcp(own)
  const withHttp = { ...own, http, method: looked.method }
  return looked.mode === 'response' ? playResponse(withHttp) : playIdle(withHttp)
}
