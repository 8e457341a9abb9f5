import { count, type KeepAliveAdviceFor } from '@halfopen/core'
import type { Measurement } from '../measure/index.js'
import { secondsText } from './words.js'

interface NoteOptions {
  readonly scale: number
  readonly isOwnClose: boolean
  /** One whose settings were asked for, and do not help. */
  readonly adviceFor: KeepAliveAdviceFor | 'all'
  readonly keepAlive: { readonly fromClient: boolean | null; readonly fromServer: boolean | null }
  readonly shortestProbedMs: number
}

/** What one must know to read the figures, and what could not be seen. */
export function notesOf(measurement: Measurement, options: NoteOptions): readonly string[] {
  const { refusal } = measurement
  return [
    ...(refusal === undefined ? [] : [`Broken off: ${refusal}.`]),
    ...closedNote(measurement, options),
    ...keepAliveNote(measurement, options),
    ...(options.adviceFor === 'all' ? [] : [`No keep-alive setting of ${options.adviceFor} helps here.`]),
    ...blindNote(measurement),
    ...limitNotes(measurement),
  ]
}

/** In these modes a server that closes its idle connections hides whatever lies behind it. */
function closedNote(
  { looked: { announcedMs }, judgement: { edge } }: Measurement,
  { isOwnClose, scale }: NoteOptions,
): readonly string[] {
  if (!isOwnClose) return []
  const says = announcedMs === null ? '' : ` (it announces Keep-Alive: timeout=${announcedMs / 1000})`
  return [
    `This is the far side's own close${says}. A limit of the path, if there is any, is longer: only response mode sees it, with halfopen lab app there.`,
    ...(scale === 1 ? [] : [`A server's own time is not played faster: it is as measured, not times ${scale}.`]),
    ...(edge === 'at-once'
      ? [
          'All ended at one moment: a server that looks for idle connections now and then, or a restart. Run it again to know.',
        ]
      : []),
  ]
}

function keepAliveNote(
  { looked: { mode }, judgement: { bracket } }: Measurement,
  { keepAlive, shortestProbedMs }: NoteOptions,
): readonly string[] {
  if (bracket === undefined) return []
  if (bracket.atMost < shortestProbedMs) {
    return [`Keep-alive was not tried: the kernel probes after 1 s at the earliest, too late to tell here.`]
  }
  const notes: string[] = []
  if (keepAlive.fromClient === null) notes.push('Keep-alive was not decided: no probed connection outlasted the limit.')
  if (mode !== 'response') notes.push("Probes from the server's end are seen in response mode only.")
  return notes
}

function blindNote({ looked: { mode }, judgement, hasKernelTimes }: Measurement): readonly string[] {
  const notes: string[] = []
  if (mode !== 'response' && judgement.verdict === 'none-found') {
    notes.push(
      'Here the client speaks first after the silence: a hop that only blocks what the server sends is seen in response mode.',
    )
  }
  if (!hasKernelTimes)
    notes.push('koffi did not load: times are those of this process, not of the kernel, and 50 ms wide.')
  return notes
}

function limitNotes({ looked, judgement, range, failures, refusal }: Measurement): readonly string[] {
  const notes: string[] = []
  if (looked.addresses > 1)
    notes.push(`The name has ${looked.addresses} addresses; only ${looked.place.address} was probed.`)
  if (refusal === undefined && failures > 0)
    notes.push(`${count(failures, 'connection')} told nothing and were left out.`)
  const { strays } = judgement
  if ((judgement.verdict === 'measured' || judgement.verdict === 'none-found') && strays.length > 0) {
    const at = strays.map(({ silenceMs }) => secondsText(silenceMs.atMost)).join(', ')
    notes.push(`${count(strays.length, 'connection')} did not fit and were left out as lost (silence ${at}).`)
  }
  if (range.resolution > 0.5) notes.push('The connections allowed are too few for any useful resolution.')
  return notes
}
