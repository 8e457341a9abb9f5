import { formatDuration } from '@halfopen/core'
import type { ClientFacts } from '../../facts/index.js'
import { main } from '../../traits/index.js'
import { longest, names } from '../sides.js'
import type { Rule } from './rule.js'

/** One side read what came and waits on, while the other's connection was ended and it with it. */
export const waiting: Rule = ({ best, rest }) => {
  if (!rest.every(waitsForMore) || best.some(waitsForMore)) return undefined
  const silence = longest(rest.map((client) => main(client)?.lastSilence.ms ?? 0))
  const bytes = rest.map((client) => main(client)?.bytesReceived ?? 0).join(' and ')
  return {
    about: 'closed-by',
    sentence: `${names(rest)} read all of the ${bytes} bytes that came and did not end: its connection stayed open and silent for ${formatDuration(silence)}; ${names(best)} took its answer for complete.`,
  }
}

function waitsForMore(client: ClientFacts): boolean {
  const one = main(client)
  if (one === undefined || (client.outcome.kind !== 'hung' && client.outcome.kind !== 'timeout')) return false
  return one.state === 'ESTABLISHED' && one.bytesReceived > 0 && one.unreadBytes === 0
}
