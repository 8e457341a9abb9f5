import { count, formatDuration } from '@halfopen/core'
import type { ComparedConnection, KeepAliveFacts, Silence } from '../facts/index.js'
import { probing } from './probing.js'

/** There is none. */
export const NOTHING = '–'
/** It could not be read. */
export const UNKNOWN = '?'

const seconds = (s: number): string => formatDuration(s * 1000)

/** For a table's cell. */
export function keepAliveCell(facts: KeepAliveFacts | null): string {
  if (facts === null) return UNKNOWN
  if (!facts.enabled) return 'off'
  if (facts.timeS === null || facts.intervalS === null || facts.probes === null) return 'on'
  return `after ${seconds(facts.timeS)}, every ${seconds(facts.intervalS)}, ${facts.probes} probes`
}

/** For a sentence: `first probe after 60s, then every 60s`. */
export function keepAliveWords(facts: KeepAliveFacts): string {
  if (facts.timeS === null || facts.intervalS === null) return 'how soon it probes could not be read'
  return `first probe after ${seconds(facts.timeS)}, then every ${seconds(facts.intervalS)}`
}

export function silenceCell(one: ComparedConnection): string {
  const silence = one.longestSilence
  if (silence.ms < 1) return NOTHING
  return [formatDuration(silence.ms), ...sentWords(one, silence)].join(', ')
}

function sentWords(one: ComparedConnection, silence: Silence): readonly string[] {
  const { segmentsOut } = silence
  const isArmed = one.keepAlive?.enabled === true
  if (segmentsOut > 0) return [`${count(segmentsOut, isArmed ? 'probe' : 'acknowledgment')} sent`]
  if (!isArmed) return ['nothing sent']
  switch (probing(one, silence)) {
    case 'before-first':
      return ['nothing sent']
    case 'due':
    case 'probed':
      return [`first probe due after ${seconds(one.keepAlive?.timeS ?? 0)}`]
    default:
      return []
  }
}

/** Each different value once, with how often where there are several; at most four. */
export function distinct(values: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  if (counts.size === 0) return NOTHING
  if (counts.size === 1) return [...counts.keys()][0] ?? NOTHING
  const shown = [...counts].slice(0, 4).map(([value, n]) => (n === 1 ? value : `${value} (${n} times)`))
  return counts.size > shown.length ? `${shown.join('; ')}; …` : shown.join('; ')
}
