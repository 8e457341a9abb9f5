import type { ClientFacts } from '../../facts/index.js'
import { names, word } from '../sides.js'
import type { Rule } from './rule.js'

const REFUSED = /connection refused|ECONNREFUSED|actively refused/i

/** A SYN that was answered by a RST: nobody listens there. It leaves no connection behind, only the kernel's word. */
export const refused: Rule = ({ rest }) => {
  if (rest.length === 0 || !rest.every(wasRefused)) return undefined
  const where = [...new Set(rest.flatMap(({ refusedBy }) => refusedBy))].slice(0, 3).join(', ')
  const what = where === '' ? 'refused a connection, by what was printed' : `refused by ${where}`
  return { about: 'connect', sentence: `${names(rest)} ${word(rest, 'was', 'were')} ${what}: nobody listens there.` }
}

function wasRefused({ outcome, connections, refusedBy, stdout, stderr }: ClientFacts): boolean {
  if (outcome.kind !== 'failed' || connections.some(({ established }) => established)) return false
  return refusedBy.length > 0 || REFUSED.test(stderr) || REFUSED.test(stdout)
}
