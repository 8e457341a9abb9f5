import { type Case, linkWith, type Rule } from '../case.js'
import type { Link } from '../chain.js'
import type { Verdict } from '../types.js'
import { exactly } from '../words.js'
import { waitedInPool } from './pool-wait.js'

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

/** Limits that clients set: of undici, and of ours. */
const HEADERS = ['UND_ERR_HEADERS_TIMEOUT', 'HO_HEADERS_TIMEOUT']
const BODY = ['UND_ERR_BODY_TIMEOUT', 'HO_BODY_TIMEOUT']
/** A connection that was idle for this long may have been forgotten by a middlebox: the shortest known do after a minute. */
const FORGOTTEN_AFTER_MS = 60_000

/** The client waited as long as it was told to. */
export const timeouts: Rule = (given) => {
  // Ours wrap undici's, and say more.
  const ours = linkWith(given, 'HO_HEADERS_TIMEOUT', 'HO_BODY_TIMEOUT', 'HO_DEADLINE')
  const own = ours ?? linkWith(given, ...HEADERS, ...BODY)
  const link = own ?? given.links.findLast(isTimeout)
  if (link === undefined) return undefined
  const waited = waitedInPool(given, 'The request ran out of time')
  if (waited !== undefined) return { link, verdict: waited }
  return { link, verdict: forgotten(given, link) ?? slow(given, link) }
}

/**
 * axios: ECONNABORTED or ETIMEDOUT and "timeout of 5ms exceeded"; got, ky, the
 * AWS SDK and AbortSignal.timeout(): TimeoutError; superagent: ECONNABORTED.
 */
function isTimeout({ code, name, message, syscall }: Link): boolean {
  if (name === 'TimeoutError' || code === 'ESOCKETTIMEDOUT') return true
  return syscall === undefined && (code === 'ETIMEDOUT' || (code === 'ECONNABORTED' && /timeout/i.test(message)))
}

function forgotten(given: Case, link: Link): Verdict | undefined {
  const connection = given.failure?.connection
  if (connection == null || connection.bytes > 0 || connection.idleMs < FORGOTTEN_AFTER_MS) return undefined
  return {
    summary: `No byte came on a connection that had been idle for ${exactly(connection.idleMs)}: something on the path may have forgotten it.`,
    cause: 'silent-drop',
    confidence: 'possible',
    culprit: 'path',
    evidence: [link.message, ...idleEvidence(given), 'a server that is slow to answer looks the same'],
  }
}

function slow(given: Case, link: Link): Verdict {
  const connection = given.failure?.connection
  return {
    summary: summaryOf(given, link),
    cause: null,
    confidence: 'certain',
    culprit: connection == null ? 'unknown' : 'server',
    evidence: [
      link.message,
      ...(connection == null ? [] : [`${connection.bytes} bytes came in ${exactly(connection.inUseMs)}`]),
    ],
    remedy: { summary: 'Look at what the server does in that time; a longer limit only hides it.', code: null },
    ...(given.failure?.phase === 'unsent' && { reached: 'unsent' as const }),
    wantsTracker: true,
  }
}

function summaryOf({ failure }: Case, { code }: Link): string {
  if (failure?.phase === 'unsent') return 'The request ran out of time before it was sent.'
  if (code !== undefined && HEADERS.includes(code))
    return 'The server sent no response headers in the time that the client allows.'
  if (code !== undefined && BODY.includes(code)) return 'The server fell silent in the middle of the response.'
  if (failure?.phase === 'answered') return 'The response was not complete in the time that this program allows.'
  if (failure?.phase === 'sent') return 'The server had not answered in the time that this program allows.'
  return 'The request was not done in the time that this program allows.'
}

function idleEvidence({ failure }: Case): string[] {
  const connection = failure?.connection
  return connection == null ? [] : [`the connection had been idle for ${exactly(connection.idleMs)} before`]
}
