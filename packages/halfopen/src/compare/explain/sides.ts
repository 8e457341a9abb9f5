import { type ClientFacts, outcomeKey, type OutcomeKind } from '../facts/index.js'

/** Clients with the best outcome, and the others: a difference that explains holds between all of one and all of the other. */
export interface Sides {
  readonly best: readonly ClientFacts[]
  readonly rest: readonly ClientFacts[]
}

const ORDER: readonly OutcomeKind[] = ['ok', 'failed', 'timeout', 'hung', 'stopped']

export function sidesOf(clients: readonly ClientFacts[]): Sides {
  const sorted = [...clients].sort((a, b) => ORDER.indexOf(a.outcome.kind) - ORDER.indexOf(b.outcome.kind))
  const key = sorted[0] === undefined ? '' : outcomeKey(sorted[0].outcome)
  return {
    best: clients.filter(({ outcome }) => outcomeKey(outcome) === key),
    rest: clients.filter(({ outcome }) => outcomeKey(outcome) !== key),
  }
}

/** `A`, `A and C`, `A, B and C`. */
export function names(clients: readonly Pick<ClientFacts, 'label'>[]): string {
  const labels = clients.map(({ label }) => label)
  const last = labels.pop() ?? ''
  return labels.length === 0 ? last : `${labels.join(', ')} and ${last}`
}

/** Sides of several clients want other words: `B's connection`, `the connections of B and C`. */
export function possessive(clients: readonly ClientFacts[], noun: string): string {
  const [only, another] = clients
  return only !== undefined && another === undefined ? `${only.label}'s ${noun}` : `the ${noun}s of ${names(clients)}`
}

/** `it` of one client is `they` of several. */
export const word = (clients: readonly unknown[], one: string, several: string): string =>
  clients.length === 1 ? one : several

/** Where they went; at most three. */
export function servers(clients: readonly ClientFacts[]): string {
  const all = new Set(clients.flatMap(({ connections }) => connections.map(({ remote }) => remote)))
  return [...all].slice(0, 3).join(', ')
}

/** The longest of some times, for `nothing came for …`. */
export const longest = (times: readonly number[]): number => Math.max(0, ...times)
