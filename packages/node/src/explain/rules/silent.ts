import type { Case, Rule } from '../case.js'
import type { Verdict } from '../types.js'
import { exactly } from '../words.js'

/** The kernel gave the connection up: nothing it sent was acknowledged. */
export const silent: Rule = (given) => {
  const link = given.links.findLast(
    ({ code, syscall }) =>
      (syscall === 'read' || syscall === 'write') &&
      (code === 'ETIMEDOUT' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH'),
  )
  if (link === undefined) return undefined
  const verdict: Verdict = {
    summary: `The path is dead: the peer's kernel acknowledged nothing any more, until this one gave up (${link.code}).`,
    cause: 'silent-drop',
    confidence: 'certain',
    culprit: 'path',
    evidence: [link.message, 'retransmissions or keep-alive probes went unanswered', ...idleEvidence(given)],
    wantsTracker: true,
  }
  return { link, verdict }
}

export function idleEvidence({ failure }: Case): string[] {
  const connection = failure?.connection
  return connection == null ? [] : [`the connection had been idle for ${exactly(connection.idleMs)} before`]
}
