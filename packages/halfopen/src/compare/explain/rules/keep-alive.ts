import { formatDuration } from '@halfopen/core'
import type { ClientFacts, ComparedConnection } from '../../facts/index.js'
import { keepAliveWords, main } from '../../traits/index.js'
import { longest, names, word } from '../sides.js'
import { LEAST_SILENCE_MS, type Lost, lostIn, lostWords, metReset } from './lost.js'
import type { Rule } from './rule.js'

/** One side's probes kept its path alive while it waited; the other sent none, or too late. */
export const keepAlive: Rule = ({ best, rest }) => {
  const kept = best.map(main).filter(isKeptAlive)
  const lost = rest.flatMap(lostIn)
  if (kept.length < best.length || lost.length < rest.length) return undefined
  if (!lost.every((one) => wasIdle(one) || probedLater(one, kept))) return undefined
  return { about: 'keep-alive', sentence: `${keptWords(best, kept)}; ${lostWords(lost)}${conclusion(lost)}` }
}

/** It waited in silence, sent probes meanwhile, and got data after all. */
function isKeptAlive(one: ComparedConnection | undefined): one is ComparedConnection {
  if (one?.keepAlive?.enabled !== true) return false
  // In the table its timer can be seen, its probes cannot.
  const probed = one.longestSilence.segmentsOut > 0 || one.keepAlive.timeS === null
  return probed && one.longestSilence.ms >= LEAST_SILENCE_MS && one.bytesReceived > 0
}

const wasIdle = ({ probes }: Lost): boolean => probes === 'unarmed' || probes === 'before-first'

function probedLater(one: Lost, kept: readonly ComparedConnection[]): boolean {
  const { keepAlive, closedBy } = one.waiting
  const time = keepAlive?.enabled === true ? keepAlive.timeS : null
  const wasOurs = closedBy === 'client' || closedBy === null
  if (time === null || closedBy === 'server' || (wasOurs && !metReset(one))) return false
  return kept.every((one) => (one.keepAlive?.timeS ?? Number.POSITIVE_INFINITY) < time)
}

function keptWords(best: readonly ClientFacts[], kept: readonly ComparedConnection[]): string {
  const how = sameWords(kept.map(({ keepAlive }) => (keepAlive === null ? '' : keepAliveWords(keepAlive))))
  const probes = kept.map(({ longestSilence }) => longestSilence.segmentsOut)
  const [fewest, most] = [Math.min(...probes), Math.max(...probes)]
  const sent = most === 0 ? 'armed' : `${fewest === most ? most : `${fewest} to ${most}`} sent`
  const waited = formatDuration(longest(kept.map(({ longestSilence }) => longestSilence.ms)))
  const got = `got ${word(best, 'its answer', 'their answers')}`
  return `${names(best)} armed TCP keep-alive (${how === '' ? '' : `${how}: `}${sent} in ${waited} of silence) and ${got}`
}

/** What was seen, and no more: without the app's word a path that forgets is the likely reason, not a fact. */
function conclusion(lost: readonly Lost[]): string {
  const [it, connection] = [word(lost, 'it', 'them'), word(lost, 'its connection', 'their connections')]
  const answers = lost.map(({ waiting: { app } }) => app?.requests.at(-1))
  if (answers.every((request) => request?.completed === true)) {
    const after = longest(answers.map((request) => (request?.answeredMs ?? 0) - (request?.startedMs ?? 0)))
    return `, although the app answered ${it} after ${formatDuration(after)}: something on the path forgot ${connection}.`
  }
  return `: something on the path forgot ${connection}, or the server never answered ${it}; ${word(lost, 'its kernel', 'their kernel')} cannot tell which.`
}

const sameWords = (words: readonly string[]): string => (new Set(words).size === 1 ? (words[0] ?? '') : '')
