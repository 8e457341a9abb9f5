import type { ClientFacts } from '../../facts/index.js'
import { names, possessive, servers } from '../sides.js'
import type { Rule } from './rule.js'

/** One side got a connection and the other did not. */
export const connect: Rule = ({ best, rest }) => {
  if (!best.every(hasConnection) || rest.some(hasConnection)) return undefined
  const best_ = names(best)
  if (rest.some(({ connections }) => connections.length === 0)) return undefined
  const where = servers(rest)
  const elsewhere = where === servers(best) ? '' : `, while ${best_} went to ${servers(best)}`
  if (rest.every(isWaiting)) {
    const sentence = `${possessive(rest, 'attempt')} to connect to ${where} was never answered: SYN after SYN, and nothing came back${elsewhere}.`
    return { about: 'connect', sentence }
  }
  return {
    about: 'connect',
    sentence: `${possessive(rest, 'attempt')} to connect to ${where} came to nothing: refused, or given up${elsewhere || `; ${best_} was connected`}.`,
  }
}

const hasConnection = ({ connections }: ClientFacts): boolean => connections.some(({ established }) => established)

const isWaiting = ({ connections }: ClientFacts): boolean => connections.some(({ state }) => state === 'SYN-SENT')
