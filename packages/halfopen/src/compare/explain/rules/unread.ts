import type { ClientFacts } from '../../facts/index.js'
import { names } from '../sides.js'
import type { Rule } from './rule.js'

/** An answer that lies in the kernel and is not fetched. */
export const unread: Rule = ({ best, rest }) => {
  const left = rest.map(unreadBytes)
  if (left.some((bytes) => bytes === 0) || best.some((client) => unreadBytes(client) > 0)) return undefined
  const bytes = left.join(' and ')
  return {
    about: 'unread',
    sentence: `${names(rest)} got an answer and did not read it: ${bytes} bytes lay unread when last looked at; ${names(best)} read all that came.`,
  }
}

/** Only where it was left lying: what is read within a second was on its way to be read. */
function unreadBytes({ connections }: ClientFacts): number {
  return connections
    .filter(({ lastSilence, closedBy }) => lastSilence.ms > 1000 || closedBy === 'halfopen')
    .reduce((sum, one) => sum + (one.unreadBytes ?? 0), 0)
}
