import { formatDuration } from '@halfopen/core'
import type { ClientFacts, ComparedConnection } from '../../facts/index.js'
import { keepAliveWords, main } from '../../traits/index.js'
import { longest, names } from '../sides.js'
import type { Rule } from './rule.js'

/** Shorter waits say nothing: the smallest keep-alive time that can be set is 1 s. */
const LEAST_SILENCE_MS = 900

/** One side's probes kept its path alive while it waited; the other sent none, or too late. */
export const keepAlive: Rule = ({ best, rest }) => {
  const kept = best.map(main).filter(isKeptAlive)
  const lost = rest.map(main).filter(isLost)
  if (kept.length < best.length || lost.length < rest.length) return undefined
  if (!lost.every((one) => sentNothing(one) || probedLater(one, kept))) return undefined
  return { about: 'keep-alive', sentence: `${keptWords(best, kept)}; ${lostWords(rest, lost)}${conclusion(lost)}` }
}

/** It waited in silence, sent probes meanwhile, and got data after all. */
function isKeptAlive(one: ComparedConnection | undefined): one is ComparedConnection {
  if (one?.keepAlive?.enabled !== true) return false
  // In the table its timer can be seen, its probes cannot.
  const probed = one.longestSilence.segmentsOut > 0 || one.keepAlive.timeS === null
  return probed && one.longestSilence.ms >= LEAST_SILENCE_MS && one.bytesReceived > 0
}

/** It waited in silence to its end, with nothing to read. */
function isLost(one: ComparedConnection | undefined): one is ComparedConnection {
  if (one === undefined || one.keepAlive === null) return false
  const { lastSilence, unreadBytes, closedBy } = one
  const waits = closedBy !== 'server' && (unreadBytes ?? 0) === 0
  return waits && lastSilence.ms >= LEAST_SILENCE_MS
}

const sentNothing = ({ lastSilence }: ComparedConnection): boolean => lastSilence.segmentsOut === 0

function probedLater({ keepAlive, closedBy }: ComparedConnection, kept: readonly ComparedConnection[]): boolean {
  const time = keepAlive?.enabled === true ? keepAlive.timeS : null
  if (time === null || (closedBy !== 'reset' && closedBy !== 'timed-out' && closedBy !== 'halfopen')) return false
  return kept.every((one) => (one.keepAlive?.timeS ?? Number.POSITIVE_INFINITY) < time)
}

function keptWords(best: readonly ClientFacts[], kept: readonly ComparedConnection[]): string {
  const how = sameWords(kept.map(({ keepAlive }) => (keepAlive === null ? '' : keepAliveWords(keepAlive))))
  const probes = kept.map(({ longestSilence }) => longestSilence.segmentsOut)
  const [fewest, most] = [Math.min(...probes), Math.max(...probes)]
  const sent = most === 0 ? 'armed' : `${fewest === most ? most : `${fewest} to ${most}`} sent`
  const waited = formatDuration(longest(kept.map(({ longestSilence }) => longestSilence.ms)))
  return `${names(best)} armed TCP keep-alive (${how === '' ? '' : `${how}: `}${sent} in ${waited} of silence) and got its answer`
}

function lostWords(rest: readonly ClientFacts[], lost: readonly ComparedConnection[]): string {
  const who = names(rest)
  const waited = formatDuration(longest(lost.map(({ lastSilence }) => lastSilence.ms)))
  if (lost.every(({ keepAlive }) => keepAlive?.enabled === false)) {
    return `${who} armed none, ${did(lost, waited)}`
  }
  const how = sameWords(lost.map(({ keepAlive }) => (keepAlive?.enabled === true ? keepAliveWords(keepAlive) : 'none')))
  return `${who} armed it too late (${how === '' ? 'each later' : how}), ${did(lost, waited)}`
}

function did(lost: readonly ComparedConnection[], waited: string): string {
  const ends = new Set(lost.map(({ closedBy }) => closedBy))
  if (ends.size === 1 && ends.has('reset')) return `and was reset after ${waited} of silence`
  if (ends.size === 1 && ends.has('timed-out')) return `and its probes were not answered after ${waited} of silence`
  const sent = lost.every(sentNothing) ? 'sent nothing while it waited and' : 'and'
  return `${sent} had no answer after ${waited}`
}

/** What was seen, and no more: without the app's word a path that forgets is the likely reason, not a fact. */
function conclusion(lost: readonly ComparedConnection[]): string {
  const answers = lost.map(({ app }) => app?.requests.at(-1))
  if (answers.every((request) => request?.completed === true)) {
    const after = longest(answers.map((request) => (request?.answeredMs ?? 0) - (request?.startedMs ?? 0)))
    return `, although the app answered it after ${formatDuration(after)}: something on the path forgot its connection.`
  }
  return ': something on the path forgot its connection, or the server never answered it; its kernel cannot tell which.'
}

const sameWords = (words: readonly string[]): string => (new Set(words).size === 1 ? (words[0] ?? '') : '')
