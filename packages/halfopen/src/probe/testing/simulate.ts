import type { Expiry } from '@halfopen/core'

import type { Rung } from '../ladder/index.js'
import { Board, type Ending, type Later, type Outcome } from '../verdict/index.js'

/** A path and a far side, in numbers. */
export interface World {
  readonly idleTimeoutMs: number
  readonly atExpiry: Expiry
  /** Probes that hold the path open. */
  readonly holds: { readonly client: boolean; readonly server: boolean }
  /** The far side answers up to this much too late. */
  readonly jitterMs: number
  readonly waitMs: number
  /** The far side looks for idle connections only so often, ms; absent: each has a timer of its own. */
  readonly sweepMs?: number
  /** Between the openings of two connections, ms. */
  readonly paceMs?: number
  /** Rungs, by index, whose answer is lost whatever the silence. */
  readonly lost: ReadonlySet<number>
  /** Numbers from 0 up to 1. */
  readonly random: () => number
}

export interface Simulated {
  readonly board: Board
  readonly wallMs: number
}

const PACE_MS = 1.25
/** How well times are known, ms. */
const ERROR_MS = 20

/** Plays a response-mode ladder in simulated time, as `ascend` does in real time. */
export function simulate(world: World, rungs: readonly Rung[]): Simulated {
  const board = new Board(rungs)
  const events = rungs.flatMap((rung, index) => eventsOf(world, rung, index)).sort((a, b) => a.atMs - b.atMs)
  for (const { atMs, outcome } of events) {
    if (board.put(outcome) && board.judgement.isSettled) return { board, wallMs: atMs }
  }
  return { board, wallMs: events.at(-1)?.atMs ?? 0 }
}

interface Happening {
  readonly atMs: number
  readonly outcome: Outcome
}

function eventsOf(world: World, rung: Rung, index: number): readonly Happening[] {
  const { idleTimeoutMs, waitMs, random } = world
  const openedMs = index * (world.paceMs ?? PACE_MS)
  const trueMs = rung.silenceMs + random() * world.jitterMs
  const endsAtMs =
    idleTimeoutMs + (isAnnounced(world.atExpiry) ? untilSweep(openedMs + idleTimeoutMs, world.sweepMs ?? 0) : 0)
  const isHeld = rung.probesFrom !== 'nobody' && world.holds[rung.probesFrom] && idleTimeoutMs > 1000
  if (world.lost.has(index))
    return overdue(rung, { openedMs, waitMs, later: index % 2 === 0 ? 'unacknowledged' : 'nothing' })
  if (isHeld || trueMs <= endsAtMs) {
    return [
      { atMs: openedMs + trueMs, outcome: { rung, silenceMs: around(trueMs, random), ending: { kind: 'alive' } } },
    ]
  }
  if (isAnnounced(world.atExpiry)) {
    const ending: Ending = { kind: world.atExpiry === 'close' ? 'closed' : 'reset' }
    const endedAtMs = openedMs + endsAtMs
    return [{ atMs: endedAtMs, outcome: { rung, endedAtMs, silenceMs: around(endsAtMs, random), ending } }]
  }
  return overdue(rung, { openedMs, waitMs, later: index % 2 === 0 ? LATER[world.atExpiry] : 'nothing' })
}

const isAnnounced = (atExpiry: Expiry): atExpiry is 'close' | 'reset-both' =>
  atExpiry === 'close' || atExpiry === 'reset-both'

/** A server that looks for idle connections once in `sweepMs` ends them at the next look. */
const untilSweep = (atMs: number, sweepMs: number): number =>
  sweepMs === 0 ? 0 : Math.ceil(atMs / sweepMs) * sweepMs - atMs

const LATER: Readonly<Record<'silent' | 'reset-late' | 'block-inbound', Later>> = {
  silent: 'unacknowledged',
  'reset-late': 'reset',
  'block-inbound': 'answer',
}

function overdue(rung: Rung, { openedMs, waitMs, later }: { openedMs: number; waitMs: number; later: Later }) {
  const silenceMs = { atLeast: rung.silenceMs, atMost: rung.silenceMs }
  const dueMs = openedMs + rung.silenceMs + waitMs
  const ending: Ending = { kind: 'dead', later }
  const tookMs = later === 'nothing' ? 3 * waitMs : later === 'unacknowledged' ? waitMs / 2 : 1
  return [
    { atMs: dueMs, outcome: { rung, silenceMs, ending: { kind: 'overdue' } } },
    { atMs: dueMs + tookMs, outcome: { rung, silenceMs, ending } },
  ] as const
}

/** What the kernel would say of a time: a span that holds it. */
function around(ms: number, random: () => number) {
  return { atLeast: ms - random() * ERROR_MS, atMost: ms + random() * ERROR_MS }
}
