import type { ConnectionFacts } from '../../connections/index.js'
import { type Case, linkWith, type Rule } from '../case.js'
import type { Link } from '../chain.js'
import type { Verdict } from '../types.js'
import { counted, exactly } from '../words.js'
import { waitedInPool } from './pool-wait.js'
import { idleEvidence } from './silent.js'

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

/** A limit ran out: the timer knows of no reason, and neither do we. */
function slow(given: Case, link: Link): Verdict {
  const { failure } = given
  const connection = failure?.connection ?? undefined
  return {
    summary: summaryOf(given, link),
    cause: null,
    confidence: 'possible',
    culprit: 'unknown',
    evidence: [
      link.message,
      ...(connection === undefined ? [] : [...received(connection), ...lateness(link, connection)]),
    ],
    remedy: REMEDY,
    ...(failure?.phase === 'unsent' && { reached: 'unsent' as const }),
    wantsTracker: true,
  }
}

const REMEDY = {
  summary:
    'Look at what the server does in that time, and at the delay of the event loop of this program; a longer limit only hides either.',
  code: "import { monitorEventLoopDelay } from 'node:perf_hooks'\n\nconst delay = monitorEventLoopDelay()\ndelay.enable()\nsetInterval(() => console.log('longest delay:', delay.max / 1e6, 'ms'), 10_000).unref()",
}

const OR_BLOCKED = 'or the event loop of this program was blocked; they look the same'

function summaryOf(given: Case, { code }: Link): string {
  const phase = given.failure?.phase
  const who = code?.startsWith('HO_') === true || code?.startsWith('UND_') === true ? 'the client' : 'this program'
  const inTime = `in the time that ${who} allows`
  if (phase === 'unsent') return `The request was not sent ${inTime}: no connection came about or free, ${OR_BLOCKED}.`
  if (phase === 'answered' || (code !== undefined && BODY.includes(code)))
    return `The response did not go on to its end ${inTime}: the server fell silent or is slow, the path is dead, the response was read slowly, ${OR_BLOCKED}.`
  const isPartly = phase === 'sent' && ownBytes(given) > 0
  if (isPartly)
    return `A part of an answer came, but no whole response headers were read ${inTime}: the server sent no more, the path is dead, ${OR_BLOCKED}.`
  const isOfHeaders = phase === 'sent' || (code !== undefined && HEADERS.includes(code))
  const what = isOfHeaders ? 'No response headers were read' : 'The request was not done'
  return `${what} ${inTime}: the server is slow, the path is dead, ${OR_BLOCKED}.`
}

function ownBytes({ failure }: Case): number {
  return failure?.connection == null || failure.connection.isShared ? 0 : failure.connection.bytes
}

function received({ bytes, inUseMs, isShared }: ConnectionFacts): string[] {
  const whose = isShared ? ', of this answer or of others on the same connection' : ''
  return [`this program had read ${counted(bytes, 'byte')} ${exactly(inUseMs)} after the request${whose}`]
}

/** Timers of an idle loop are late by a millisecond or two. */
const LATE_MS = 100

/** axios and got name their limit. What fires long after it was kept from firing. */
function lateness({ message }: Link, { inUseMs, bytes }: ConnectionFacts): string[] {
  const [, limit] = /(?:timeout of|for) (\d+) ?ms\b/.exec(message) ?? []
  if (limit === undefined || bytes > 0 || inUseMs - Number(limit) < LATE_MS) return []
  return [
    `the limit of ${exactly(Number(limit))} was noticed only ${exactly(inUseMs)} after the request: the event loop of this program was probably blocked`,
  ]
}
