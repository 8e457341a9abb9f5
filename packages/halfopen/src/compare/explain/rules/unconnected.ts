import { names, servers, word } from '../sides.js'
import type { Rule } from './rule.js'

/** One side connected and of the other not even an attempt was seen: the least that can be said. */
export const unconnected: Rule = ({ best, rest }) => {
  const connected = best.every(({ connections }) => connections.some(({ established }) => established))
  if (!connected || !rest.every(({ connections, unseen }) => connections.length + unseen === 0)) return undefined
  const it = word(rest, 'it', 'they')
  return {
    about: 'connect',
    sentence: `${names(best)} connected to ${servers(best)}; no TCP connection of ${names(rest)} was seen at all: ${it} failed before, or within the millisecond between two looks.`,
  }
}
