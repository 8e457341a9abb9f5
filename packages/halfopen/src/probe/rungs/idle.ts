import { requestText, type Response, ResponseReader } from '../wire/index.js'
import type { Ending, Outcome } from '../verdict/index.js'
import { asked, failed, type HttpPlay, type Play, type Played } from './play.js'
import { badAnswer, readResponse } from './response.js'
import { keepSilent, silenceUntilNow } from './silence.js'
import { use } from './use.js'

/** Asks once, keeps the connection silent, and asks again. */
export async function playIdle(play: HttpPlay): Played {
  const { rung, line, http, method, now } = play
  const request = requestText({ method, path: http.path }, http)
  const wroteMs = now()
  line.write(request)
  const response = await firstAnswer(play)
  if (response === 'aborted') return undefined
  const unfit = unfitness(response)
  if (unfit !== undefined) return { rung, silenceMs: asked(0), ending: unfit }
  return playSilence(play, wroteMs, (): Promise<Ending | undefined> => use(play, request, 'answer'))
}

/** Keeps the silence, then uses the connection. */
export async function playSilence(play: Play, wroteMs: number, useIt: () => Promise<Ending | undefined>): Played {
  const { rung, line } = play
  if (rung.probesFrom === 'client') line.armKeepAlive()
  const silence = await keepSilent(play, wroteMs)
  if (silence.kind === 'aborted') return undefined
  if (silence.kind === 'ended') return silence.outcome
  const silenceMs = rung.probesFrom === 'nobody' ? silenceUntilNow(play, silence.since) : asked(rung.silenceMs)
  const ending = await useIt()
  return ending === undefined ? undefined : ({ rung, silenceMs, ending } satisfies Outcome)
}

/** A server may take its time for the first answer: nothing is measured by it. */
const FIRST_ANSWER_MS = 10_000

async function firstAnswer({ line, method, waitMs, signal }: HttpPlay): Promise<Response | 'aborted' | 'none'> {
  const first = await line.next(FIRST_ANSWER_MS + waitMs, signal)
  if (first.kind === 'aborted') return 'aborted'
  if (first.kind !== 'data') return 'none'
  const reader = new ResponseReader(method)
  return (await readResponse(line, reader, { first: first.bytes, waitMs, signal })) ?? 'none'
}

function unfitness(response: Response | 'none'): Ending | undefined {
  if (response === 'none') return failed('lost', 'the first request on a connection got no whole answer')
  if (response.status === 429 || response.status === 503) return badAnswer(response)
  return response.isKept ? undefined : failed('answer', 'the server does not keep every connection')
}
