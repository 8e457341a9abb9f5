import { formatDuration } from '@halfopen/core'
import { main } from '../../traits/index.js'
import { longest, names } from '../sides.js'
import { didGiveUp } from './gave-up.js'
import type { Rule } from './rule.js'

/** One side ended by itself while it still waited, before the other side's answer had come. */
export const clientTimeout: Rule = ({ best, rest }) => {
  if (!rest.every(didGiveUp)) return undefined
  const waited = rest.map((client) => main(client)?.lastSilence.ms ?? 0)
  const needed = best.map((client) => main(client)?.longestSilence.ms ?? 0)
  if (needed.length === 0 || longest(waited) >= Math.min(...needed)) return undefined
  return {
    about: 'client-timeout',
    sentence: `${names(rest)} gave up after ${formatDuration(longest(waited))} without an answer; ${names(best)} waited ${formatDuration(longest(needed))} and got one.`,
  }
}
