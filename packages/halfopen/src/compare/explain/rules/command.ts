import { names } from '../sides.js'
import type { Rule } from './rule.js'

/** What a POSIX shell exits with: 127 not found, 126 found and not executable (XCU 2.8.2). */
const NOT_FOUND = 127
const NOT_EXECUTABLE = 126

/** The shell could not start it. */
export const command: Rule = ({ rest }) => {
  const exits = rest.map(({ outcome, connections, unseen }) =>
    connections.length + unseen === 0 ? outcome.exitCode : null,
  )
  if (exits.length === 0 || !exits.every((code) => code === NOT_FOUND || code === NOT_EXECUTABLE)) return undefined
  const isNotFound = exits.every((code) => code === NOT_FOUND)
  const why = isNotFound ? 'there is no such command' : 'it is not executable'
  const code = isNotFound ? NOT_FOUND : NOT_EXECUTABLE
  return {
    about: 'command',
    sentence: `${names(rest)} made no connection and ended with exit ${code}, a shell's way to say that ${why}.`,
  }
}
