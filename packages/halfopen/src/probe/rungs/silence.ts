import { between, type LineEvent } from '../line/index.js'
import type { Outcome, Span } from '../verdict/index.js'
import { endedBy, type Play } from './play.js'

/** The kernel delays an acknowledgement by 40 ms (TCP_DELACK_MIN) on a connection that has just begun. */
const LAST_ACK_MS = 60

/** How a silence passed: to its end, or not; `aborted` by the signal. */
export type Silence =
  | { readonly kind: 'kept'; readonly since: Span }
  | { readonly kind: 'ended'; readonly outcome: Outcome }
  | { readonly kind: 'aborted' }

/** Says nothing until the silence is over. `wroteMs` is when something was last sent. */
export async function keepSilent(play: Play, wroteMs: number): Promise<Silence> {
  const { rung, line, now } = play
  const startMs = now()
  const segmentsOut = line.info()?.segmentsOut
  const early = await untilEnded(play, Math.min(LAST_ACK_MS, rung.silenceMs / 2))
  const since = quietSince(play, { wroteMs, startMs, segmentsOut })
  if (early !== undefined) return asSilence(early, play, since)
  const event = await untilEnded(play, since.atMost + rung.silenceMs - now())
  return event === undefined ? { kind: 'kept', since } : asSilence(event, play, since)
}

/** When our own last acknowledgement went out is seen only by the count of segments. */
function quietSince(
  { line, now }: Play,
  { wroteMs, startMs, segmentsOut }: { wroteMs: number; startMs: number; segmentsOut: number | undefined },
): Span {
  const seen = line.lastSegmentAt({ nowMs: now(), wroteMs })
  const after = line.info()?.segmentsOut
  const isLate = after === undefined || after !== segmentsOut
  // Not counted later, it went out before: a process that read the answer late began only then.
  return { atLeast: seen.atLeast, atMost: Math.max(seen.atMost, isLate ? startMs + LAST_ACK_MS : startMs) }
}

/** The event that ends the connection; undefined when the time passed. What a server says unasked ends nothing. */
async function untilEnded({ line, signal, now }: Play, ms: number): Promise<LineEvent | undefined> {
  const endMs = now() + ms
  for (;;) {
    const event = await line.next(endMs - now(), signal)
    if (event.kind === 'timeout') return undefined
    if (event.kind !== 'data') return event
  }
}

function asSilence(event: LineEvent, play: Play, since: Span): Silence {
  return event.kind === 'aborted' ? { kind: 'aborted' } : { kind: 'ended', outcome: endedBy(event, play, since) }
}

/** The silence that ends now; the kernel knows whether the other end broke it (a greeting, a probe). */
export function silenceUntilNow({ line, now }: Play, since: Span): Span {
  const nowMs = now()
  const last = line.lastSegmentAt({ nowMs, wroteMs: 0 })
  return between(last.atLeast > since.atMost ? last : since, { atLeast: nowMs, atMost: nowMs })
}
