import type { ClientFacts } from '../facts/index.js'
import type { About, Trait } from '../traits/index.js'
import { main, probing } from '../traits/index.js'

const MOST = 3

/** What the outcome brings about is no reason for it. */
const CONSEQUENCES: ReadonlySet<About> = new Set(['closed-by', 'unread', 'retransmits'])

/** The most telling traits in which the clients differ, with their values: `TCP keep-alive (A: off; B: on)`. */
export function leftover(
  clients: readonly ClientFacts[],
  traits: readonly Trait[],
  outcomes: 'same' | 'different',
): { readonly words: readonly string[]; readonly about: About } {
  const telling = traits
    .filter(({ differs, weight }) => differs && weight > 0)
    .filter(({ about }) => outcomes === 'same' || !CONSEQUENCES.has(about))
    .filter(({ about }) => outcomes === 'same' || about !== 'keep-alive' || clients.some(keepAliveActed))
    .sort((a, b) => b.weight - a.weight)
  const words = telling.slice(0, MOST).map(({ label, cells }) => `${label} (${valuesOf(clients, cells)})`)
  return { words, about: telling[0]?.about ?? 'none' }
}

function valuesOf(clients: readonly ClientFacts[], cells: readonly string[]): string {
  return clients.map(({ label }, index) => `${label}: ${cells[index] ?? ''}`).join('; ')
}

/** Keep-alive that never sent a probe cannot have decided anything. */
function keepAliveActed(client: ClientFacts): boolean {
  const waiting = main(client)
  return waiting?.keepAlive?.enabled === true && probing(waiting, waiting.longestSilence) === 'probed'
}
