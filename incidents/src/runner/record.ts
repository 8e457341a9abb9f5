import type { Plan } from '../plan/index.js'
import type { Looked, StageEvent } from '../stage/index.js'
import { playPlan } from './stage-process.js'

/** What came of a play. */
export interface Recording {
  /** Null when it did not come to a look; then `why` says what happened. */
  looked: Looked | null
  why: string
  sockets: string
  /** The last lines of each program. */
  printed: Map<string, string[]>
}

const KEPT_LINES = 40
const READY_WITHIN_MS = 20_000
const LOOK_WITHIN_MS = 40_000
const SET_UP_WITHIN_MS = 10_000

/** Plays a plan to the look, within a bound that the plan itself gives. */
export async function recordPlay(plan: Plan, signal: AbortSignal): Promise<Recording> {
  const boundMs = SET_UP_WITHIN_MS + plan.programs.length * READY_WITHIN_MS + plan.lookAfterMs + LOOK_WITHIN_MS
  const bound = AbortSignal.timeout(boundMs)
  const recording: Recording = { looked: null, why: '', sockets: '', printed: new Map() }
  const note = (event: StageEvent) => noteEvent(recording, event)
  const { stderr } = await playPlan(plan, { event: note }, AbortSignal.any([signal, bound]))
  if (signal.aborted) recording.why = 'it was stopped'
  else if (bound.aborted) recording.why = `it did not end within ${boundMs / 1000} s`
  if (recording.why === '') recording.why = stderr.trim() || 'the stage ended without a word'
  return recording
}

function noteEvent(recording: Recording, event: StageEvent): void {
  switch (event.type) {
    case 'printed': {
      const lines = [...(recording.printed.get(event.program) ?? []), event.line]
      recording.printed.set(event.program, lines.slice(-KEPT_LINES))
      return
    }
    case 'looked':
      recording.looked = event.looked
      return
    case 'failed':
      recording.why = event.why
      recording.sockets = event.sockets
      return
    case 'ready':
    case 'playing':
  }
}
