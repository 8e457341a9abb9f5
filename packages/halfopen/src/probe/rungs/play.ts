import type { Rung } from '../ladder/index.js'
import { between, type Line, type LineEvent } from '../line/index.js'
import type { HttpTarget } from '../target/index.js'
import type { Ending, Outcome, Span } from '../verdict/index.js'
import type { Patience } from './patience.js'

/** What every rung is told. */
export interface Play {
  readonly rung: Rung
  readonly line: Line
  /** How long an answer is awaited, ms. */
  readonly waitMs: number
  readonly signal: AbortSignal
  readonly now: () => number
  /** Called when the answer is overdue, before it is known why. */
  readonly overdue: (outcome: Outcome) => void
}

export interface HttpPlay extends Play {
  readonly http: HttpTarget
  readonly method: 'GET' | 'HEAD'
  /** Shared by all rungs: what one learns about a slow far side, the others know. */
  readonly patience: Patience
}

/** undefined: ended by the signal. */
export type Played = Promise<Outcome | undefined>

/** The connection ended while it was silent: its age is its silence. */
export function endedBy(event: LineEvent, { rung, line, now }: Play, since: Span): Outcome {
  const arrived = line.arrivedAt(event, now())
  const silenceMs = between(since, arrived)
  const endedAtMs = arrived.atMost
  if (event.kind === 'fin') return { rung, silenceMs, endedAtMs, ending: { kind: 'closed' } }
  return { rung, silenceMs, endedAtMs, ending: goneEnding(event) }
}

/** ETIMEDOUT is the kernel's own verdict on a path that swallows probes or data. */
function goneEnding(event: LineEvent): Ending {
  if (event.kind === 'gone' && event.code === 'ETIMEDOUT') return { kind: 'dead', later: 'unacknowledged' }
  if (event.kind === 'gone' && isReset(event.code)) return { kind: 'reset' }
  return failed('lost', `the connection failed with ${event.kind === 'gone' ? event.code : event.kind}`)
}

export const isReset = (code: string): boolean => code === 'ECONNRESET' || code === 'EPIPE'

export function failed(because: 'rate-limit' | 'answer' | 'lost', why: string): Ending {
  return { kind: 'failed', because, why }
}

/** The silence that was asked for: it was not heard how long it really was. */
export const asked = (ms: number): Span => ({ atLeast: ms, atMost: ms })
