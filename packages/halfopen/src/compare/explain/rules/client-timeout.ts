import { formatDuration } from '@halfopen/core'
import type { ClientFacts } from '../../facts/index.js'
import { endedAtFirstProbe, main } from '../../traits/index.js'
import { longest, names } from '../sides.js'
import type { Rule } from './rule.js'

/** Nobody gives up within less. */
const LEAST_SILENCE_MS = 200

/** One side ended by itself while it still waited, before the other side's answer had come. */
export const clientTimeout: Rule = ({ best, rest }) => {
  if (!rest.every(gaveUp)) return undefined
  const waited = rest.map((client) => main(client)?.lastSilence.ms ?? 0)
  const needed = best.map((client) => main(client)?.longestSilence.ms ?? 0)
  if (needed.length === 0 || longest(waited) >= Math.min(...needed)) return undefined
  return {
    about: 'client-timeout',
    sentence: `${names(rest)} gave up after ${formatDuration(longest(waited))} without an answer; ${names(best)} waited ${formatDuration(longest(needed))} and got one.`,
  }
}

function gaveUp(client: ClientFacts): boolean {
  const waiting = main(client)
  if (client.outcome.kind !== 'failed' || waiting === undefined) return false
  const { lastSilence, unreadBytes, closedBy } = waiting
  const ownEnd = closedBy === 'client' || (closedBy === null && !endedAtFirstProbe(waiting))
  return ownEnd && lastSilence.ms >= LEAST_SILENCE_MS && (unreadBytes ?? 0) === 0
}
