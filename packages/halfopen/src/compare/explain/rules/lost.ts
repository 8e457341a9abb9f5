import { formatDuration } from '@halfopen/core'
import type { ClientFacts, ComparedConnection } from '../../facts/index.js'
import { endedAtFirstProbe, keepAliveWords, main, probing } from '../../traits/index.js'
import { longest, names, word } from '../sides.js'

/** Shorter waits say nothing: the smallest keep-alive time that can be set is 1 s. */
export const LEAST_SILENCE_MS = 900

/** A client that waited in silence to its end, with nothing to read, and what its keep-alive did. */
export interface Lost {
  readonly label: string
  readonly waiting: ComparedConnection
  readonly probes: Exclude<ReturnType<typeof probing>, 'unknown'>
}

/** None where it did not wait so, or where it is not known what its keep-alive did. */
export function lostIn(client: ClientFacts): readonly Lost[] {
  const waiting = main(client)
  if (waiting === undefined) return []
  const { lastSilence, unreadBytes, closedBy } = waiting
  const waited = closedBy !== 'server' && (unreadBytes ?? 0) === 0 && lastSilence.ms >= LEAST_SILENCE_MS
  const probes = probing(waiting)
  return waited && probes !== 'unknown' ? [{ label: client.label, waiting, probes }] : []
}

/** Its first probe met something that no longer knew the connection. */
export const metReset = ({ waiting }: Lost): boolean => endedAtFirstProbe(waiting)

/** What became of each, those that did the same together. */
export function lostWords(lost: readonly Lost[]): string {
  const groups = new Map<string, Lost[]>()
  for (const one of lost) {
    const key = `${armedWords(one)} ${endKey(one)}`
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  return [...groups.values()].map(groupWords).join('; ')
}

function groupWords(group: readonly Lost[]): string {
  const [first] = group
  return first === undefined ? '' : `${names(group)} ${armedWords(first)}${endWords(first, group)}`
}

function armedWords({ waiting: { keepAlive } }: Lost): string {
  return keepAlive?.enabled === true ? `armed it too late (${keepAliveWords(keepAlive)})` : 'armed none'
}

function endKey(one: Lost): string {
  if (metReset(one)) return 'met-reset'
  const { closedBy } = one.waiting
  return closedBy === 'reset' || closedBy === 'timed-out' ? closedBy : one.probes
}

function endWords(first: Lost, group: readonly Lost[]): string {
  const waited = formatDuration(longest(group.map(({ waiting }) => waiting.lastSilence.ms)))
  const [its, it, was] = [word(group, 'its', 'their'), word(group, 'it', 'they'), word(group, 'was', 'were')]
  switch (endKey(first)) {
    case 'met-reset':
      return `: ${its} first probe found the connection forgotten, and ${it} ${was} reset after ${waited} of silence`
    case 'reset':
      return `, and ${was} reset after ${waited} of silence`
    case 'timed-out':
      return `, and ${its} probes were not answered after ${waited} of silence`
    case 'unarmed':
    case 'before-first':
      return `, sent nothing while ${it} waited and had no answer after ${waited}`
    default:
      return `, and had no answer after ${waited}`
  }
}
