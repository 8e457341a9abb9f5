import type { ClientFacts } from '../facts/index.js'
import type { Difference } from './difference.js'
import type { Rule } from './rules/index.js'

/** The reason of each client that has one of its own; undefined where none has. */
export function eachAlone(
  clients: readonly ClientFacts[],
  rules: readonly Rule[],
  best: readonly ClientFacts[],
): Difference | undefined {
  const found = clients.flatMap((client) => reasonOf(client, rules, best) ?? [])
  const [first] = found
  if (first === undefined) return undefined
  return { about: first.about, sentence: [...new Set(found.map(({ sentence }) => sentence))].join(' ') }
}

function reasonOf(client: ClientFacts, rules: readonly Rule[], best: readonly ClientFacts[]): Difference | undefined {
  for (const rule of rules) {
    const reason = rule({ best, rest: [client] })
    if (reason !== undefined) return reason
  }
  return undefined
}
