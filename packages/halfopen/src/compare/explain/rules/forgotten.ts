import { formatDuration } from '@halfopen/core'
import { names, word } from '../sides.js'
import { type Lost, lostIn, lostWords, metReset } from './lost.js'
import type { Rule } from './rule.js'

/** Nobody came through: some were told so by their first probe, and those that sent none wait on. */
export const forgotten: Rule = ({ best, rest }) => {
  const clients = [...best, ...rest]
  if (clients.some(({ outcome }) => outcome.kind === 'ok')) return undefined
  const lost = clients.flatMap(lostIn)
  const told = lost.filter(metReset)
  const untold = lost.filter(({ probes }) => probes === 'unarmed' || probes === 'before-first')
  if (told.length === 0 || untold.length === 0 || told.length + untold.length < clients.length) return undefined
  return { about: 'keep-alive', sentence: `${toldWords(told)}; ${untoldWords(untold)}.` }
}

function toldWords(told: readonly Lost[]): string {
  const times = [...new Set(told.map(({ waiting }) => (waiting.keepAlive?.timeS ?? 0) * 1000))].sort((a, b) => a - b)
  const after = times.map((ms) => formatDuration(ms)).join(' and ')
  return `The first TCP keep-alive probe of ${names(told)}, after ${after}, found the connection forgotten, and ${word(told, 'it was', 'they were')} reset`
}

/** Armed for longer than it waited is not too late: nobody's was in time. */
const untoldWords = (untold: readonly Lost[]): string => lostWords(untold).replaceAll('armed it too late', 'armed it')
