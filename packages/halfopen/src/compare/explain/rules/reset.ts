import { formatDuration } from '@halfopen/core'
import type { ClientFacts } from '../../facts/index.js'
import { main } from '../../traits/index.js'
import { longest, names, possessive } from '../sides.js'
import type { Rule } from './rule.js'

/** One side's connection was cut: by a RST, or because the kernel gave it up. */
export const reset: Rule = ({ best, rest }) => {
  const how = new Set(rest.map((client) => main(client)?.closedBy))
  const [only] = how
  if (how.size !== 1 || (only !== 'reset' && only !== 'timed-out') || best.some(wasCut)) return undefined
  const silence = longest(rest.map((client) => main(client)?.lastSilence.ms ?? 0))
  const when = silence < 1000 ? '' : ` after ${formatDuration(silence)} of silence`
  const what =
    only === 'reset' ? 'was reset by the other end' : 'was given up by the kernel: nothing it sent was answered'
  return {
    about: 'reset',
    sentence: `${possessive(rest, 'connection')} ${what}${when}; that of ${names(best)} was not.`,
  }
}

function wasCut(client: ClientFacts): boolean {
  const by = main(client)?.closedBy
  return by === 'reset' || by === 'timed-out'
}
