import type { ClientFacts } from '../facts/index.js'
import { APP_MEASURES, headerMeasures } from './app.js'
import { KERNEL_MEASURES, type Measure } from './kernel.js'
import type { Trait } from './trait.js'
import { NOTHING, UNKNOWN } from './words.js'

/**
 * Everything in which clients are compared, with the value of each. `strays`: connections of which it was not seen
 * whose they were; where they could make up for it, a difference in number is none.
 */
export function traitsOf(clients: readonly ClientFacts[], strays = 0): readonly Trait[] {
  const seenByApp = clients.some(({ connections }) => connections.some(({ app }) => app !== null))
  const measures = seenByApp ? [...KERNEL_MEASURES, ...APP_MEASURES, ...headerMeasures(clients)] : KERNEL_MEASURES
  return measures.map((measure) => traitOf(measure, clients, strays))
}

function traitOf(
  { about, label, weight, compares, cell }: Measure,
  clients: readonly ClientFacts[],
  strays: number,
): Trait {
  const cells = clients.map(cell)
  // What could not be read, and what a client without a connection cannot have, is no difference.
  const known = new Set(cells.filter((value) => value !== UNKNOWN && value !== NOTHING))
  const isCertain = compares === 'values' || strays === 0 || spread(clients) > strays
  return { about, label, cells, weight, differs: compares !== 'nothing' && isCertain && known.size > 1 }
}

/** By how many the numbers of connections differ. */
function spread(clients: readonly ClientFacts[]): number {
  const counts = clients.map(({ connections, unseen }) => connections.length + unseen)
  return Math.max(...counts) - Math.min(...counts)
}
