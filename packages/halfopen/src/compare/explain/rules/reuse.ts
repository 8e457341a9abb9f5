import type { ClientFacts } from '../../facts/index.js'
import { reused } from '../../traits/index.js'
import { names } from '../sides.js'
import type { Rule } from './rule.js'

/** One side sent again on a connection that the server had ended; the other used each connection once. */
export const reuse: Rule = ({ best, rest }) => {
  const endedUnderIt = ({ connections }: ClientFacts) =>
    connections.some((one) => reused(one) && (one.closedBy === 'server' || one.closedBy === 'reset'))
  if (!rest.every(endedUnderIt) || best.some(({ connections }) => connections.some(reused))) return undefined
  return {
    about: 'reuse',
    sentence: `${names(rest)} used a connection again, and the server ended it; ${names(best)} used each connection once.`,
  }
}
