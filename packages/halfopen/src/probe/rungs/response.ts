import { between, type Line } from '../line/index.js'
import { requestText, type Response, ResponseReader, sleepPath } from '../wire/index.js'
import { type Ending, type Outcome, type Span } from '../verdict/index.js'
import { useLate } from './aftermath.js'
import { asked, endedBy, failed, type HttpPlay, type Played } from './play.js'

/** When the kernel is asked for the last segment: late enough for the acknowledgement of the request. */
const LOOKS_AT = [(ms: number) => Math.min(100, ms * 0.4), (ms: number) => ms * 0.8]
/** An answer that comes before this share of the silence is another answer than the one asked for. */
const EARLIEST_SHARE = 0.95

/** Asks the problem app for an answer after a silence, and waits for it. */
export async function playResponse(play: HttpPlay): Played {
  const { rung, line, http, now } = play
  if (rung.probesFrom === 'client') line.armKeepAlive()
  const wroteMs = now()
  line.write(requestText({ method: 'GET', path: sleepPath(http, rung.silenceMs, rung.probesFrom === 'server') }, http))
  const silence: Silence = { wroteMs, since: { atLeast: wroteMs, atMost: now() } }
  for (const lookAt of LOOKS_AT) {
    const event = await line.next(wroteMs + lookAt(rung.silenceMs) - now(), play.signal)
    if (event.kind === 'aborted') return undefined
    if (event.kind === 'data') return readEarly(play, event.bytes)
    if (event.kind !== 'timeout') return endedBy(event, play, silence.since)
    silence.since = line.lastSegmentAt({ nowMs: now(), wroteMs })
  }
  return awaitAnswer(play, silence)
}

interface Silence {
  readonly wroteMs: number
  since: Span
}

async function awaitAnswer(play: HttpPlay, silence: Silence): Played {
  const { rung, line, patience, signal, now } = play
  const leftMs = () => silence.wroteMs + rung.silenceMs + patience.waitMs - now()
  let event = await line.next(leftMs(), signal)
  while (event.kind === 'timeout' && leftMs() > 0) event = await line.next(leftMs(), signal)
  switch (event.kind) {
    case 'aborted':
      return undefined
    case 'data':
      return answered(play, event, silence)
    case 'timeout':
      return overdue(play, silence)
    case 'fin':
    case 'gone':
      return endedBy(event, play, silence.since)
  }
}

/** A probed connection has no silence to measure: what it was asked for counts. */
async function answered(
  play: HttpPlay,
  event: { readonly kind: 'data'; readonly bytes: Uint8Array },
  { wroteMs, since }: Silence,
): Played {
  const { rung, line, now } = play
  const nowMs = now()
  if (nowMs - wroteMs < rung.silenceMs * EARLIEST_SHARE) return readEarly(play, event.bytes)
  const measured = between(since, line.arrivedAt(event, nowMs))
  const silenceMs = rung.probesFrom === 'nobody' ? measured : asked(rung.silenceMs)
  const response = await readRest(play, event.bytes)
  if (response === undefined || response.status !== 200) return { rung, silenceMs, ending: badAnswer(response) }
  const lateMs = nowMs - wroteMs - rung.silenceMs
  play.patience.answered(lateMs)
  return { rung, silenceMs, lateMs, ending: { kind: 'alive', isLate: lateMs > play.waitMs / 2 } }
}

async function overdue(play: HttpPlay, silence: Silence): Played {
  const { rung, line, patience, signal } = play
  const outcome: Outcome = { rung, silenceMs: asked(rung.silenceMs), ending: { kind: 'overdue' } }
  play.overdue(outcome)
  if (rung.probesFrom === 'nobody' && patience.isTurnToPrompt()) {
    const later = await useLate({ ...play, waitMs: patience.waitMs })
    return later === undefined ? outcome : { ...outcome, ending: { kind: 'dead', later } }
  }
  const event = await line.next(LISTEN_WAITS * patience.waitMs, signal)
  // It came by itself: the far side is slow, and the path was open all the time.
  if (event.kind === 'data') return answered(play, event, silence)
  return event.kind === 'timeout' ? { ...outcome, ending: { kind: 'dead', later: 'nothing' } } : outcome
}

/** How long a late answer may still come by itself, in waits. */
const LISTEN_WAITS = 3

async function readEarly(play: HttpPlay, bytes: Uint8Array): Played {
  const { rung } = play
  return { rung, silenceMs: asked(0), ending: badAnswer(await readRest(play, bytes)) }
}

async function readRest({ line, waitMs, signal }: HttpPlay, first: Uint8Array): Promise<Response | undefined> {
  return readResponse(line, new ResponseReader('GET'), { first, waitMs, signal })
}

/** Reads until the response is complete; undefined when that did not come, or was none. */
export async function readResponse(
  line: Line,
  reader: ResponseReader,
  { first, waitMs, signal }: { first: Uint8Array; waitMs: number; signal: AbortSignal },
): Promise<Response | undefined> {
  let reading = reader.push(first)
  while (reading.kind === 'partial') {
    const event = await line.next(waitMs, signal)
    if (event.kind !== 'data') return undefined
    reading = reader.push(event.bytes)
  }
  return reading.kind === 'complete' ? reading.response : undefined
}

export function badAnswer(response: Response | undefined): Ending {
  if (response === undefined) return failed('answer', 'the answer was no whole HTTP/1 response')
  const { status } = response
  if (status === 429 || status === 503) return failed('rate-limit', `the server answered ${status}`)
  return failed('answer', `the server answered ${status} where 200 was asked for`)
}
