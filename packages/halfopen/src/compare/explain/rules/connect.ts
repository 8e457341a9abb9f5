import type { ClientFacts } from '../../facts/index.js'
import { names, possessive } from '../sides.js'
import type { Rule } from './rule.js'

/** One side got a connection and the other did not. */
export const connect: Rule = ({ best, rest }) => {
  if (!best.every(hasConnection) || rest.some(hasConnection)) return undefined
  const best_ = names(best)
  if (rest.every((client) => attempts(client) === 'none')) {
    if (rest.some(({ unseen }) => unseen > 0)) return undefined
    return {
      about: 'connect',
      sentence: `${best_} connected to ${servers(best)}; no TCP connection of ${names(rest)} was seen at all: it failed before, or within the millisecond between two looks.`,
    }
  }
  const where = servers(rest)
  const elsewhere = where === servers(best) ? '' : `, while ${best_} went to ${servers(best)}`
  if (rest.every((client) => attempts(client) === 'waiting')) {
    const sentence = `${possessive(rest, 'attempt')} to connect to ${where} was never answered: SYN after SYN, and nothing came back${elsewhere}.`
    return { about: 'connect', sentence }
  }
  return {
    about: 'connect',
    sentence: `${possessive(rest, 'attempt')} to connect to ${where} came to nothing: refused, or given up${elsewhere || `; ${best_} was connected`}.`,
  }
}

const hasConnection = ({ connections }: ClientFacts): boolean => connections.some(({ established }) => established)

function attempts({ connections }: ClientFacts): 'none' | 'waiting' | 'ended' {
  if (connections.length === 0) return 'none'
  return connections.some(({ state }) => state === 'SYN-SENT') ? 'waiting' : 'ended'
}

function servers(clients: readonly ClientFacts[]): string {
  const all = new Set(clients.flatMap(({ connections }) => connections.map(({ remote }) => remote)))
  return [...all].slice(0, 3).join(', ')
}
