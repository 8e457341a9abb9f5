import { isIP } from 'node:net'
import { type Case, linksWith, linkWith, type Rule } from '../case.js'
import type { Link } from '../chain.js'
import type { Verdict } from '../types.js'
import { place } from '../words.js'

/** No connection came about. */
export const connecting: Rule = (given) =>
  unanswered(given) ?? clientTimeout(given) ?? refused(given) ?? unreachable(given)

/** The last address decides; all that were tried are evidence. */
function tried(given: Case): string[] {
  const attempts = given.links.filter(({ syscall }) => syscall === 'connect')
  return attempts.map(({ message, code, address, port }) => message || `${code} ${place({ address, port })}`)
}

function refused(given: Case) {
  const link = linkWith(given, 'ECONNREFUSED')
  if (link === undefined) return undefined
  const isLoopback = linksWith(given, 'ECONNREFUSED').every(({ address }) => /^(127\.|::1$)/.test(address ?? ''))
  const verdict: Verdict = {
    summary: `Nothing listens at ${place(link)}: the host refused the connection.`,
    cause: null,
    confidence: 'certain',
    culprit: 'server',
    evidence: tried(given),
    reached: 'unsent',
    remedy: {
      summary: isLoopback
        ? 'Start the server, or check the port; `localhost` may mean ::1 where the server listens on 127.0.0.1 only.'
        : 'Start the server, or check address, port and the rules of the firewall (REJECT answers like this).',
      code: link.port === undefined ? null : `ss -ltn 'sport = :${link.port}'`,
    },
  }
  return { link, verdict }
}

/** ETIMEDOUT of connect(): by the kernel after all its SYNs, or by Node.js when it turns to the next address. */
function unanswered(given: Case) {
  const link = given.links.findLast(({ code, syscall }) => code === 'ETIMEDOUT' && syscall === 'connect')
  if (link === undefined) return undefined
  const isImpatient = given.links.some(({ name }) => name === 'AggregateError')
  return { link, verdict: isImpatient ? impatient(given, link) : blackhole(given, link) }
}

function blackhole(given: Case, link: Link): Verdict {
  return {
    summary: `${place(link)} answered none of the kernel's SYNs.`,
    cause: 'connect-blackhole',
    confidence: 'certain',
    culprit: 'path',
    evidence: [
      ...tried(given),
      'a server whose accept queue is full drops SYNs too: see `halfopen doctor` on its host',
    ],
    reached: 'unsent',
  }
}

function impatient(given: Case, link: Link): Verdict {
  return {
    summary: `None of the server's addresses could be connected to; ${place(link)} did not answer in the time that Node.js gives one address before it tries the next.`,
    cause: 'connect-blackhole',
    confidence: 'possible',
    culprit: 'path',
    evidence: [
      ...tried(given),
      'the time is 250 ms by default: a path with a longer round trip, or one lost SYN, looks the same',
    ],
    reached: 'unsent',
    remedy: {
      summary: 'Give each address more time; then see whether one of them is a black hole.',
      code: "import { setDefaultAutoSelectFamilyAttemptTimeout } from 'node:net'\nsetDefaultAutoSelectFamilyAttemptTimeout(2_000)",
    },
  }
}

/** The client's own limit for name, TCP and TLS together. */
function clientTimeout(given: Case) {
  const link =
    linkWith(given, 'UND_ERR_CONNECT_TIMEOUT', 'ERR_SOCKET_CONNECTION_TIMEOUT') ?? linkWith(given, 'HO_CONNECT_TIMEOUT')
  if (link === undefined) return undefined
  const host = hostTried(given, link)
  const isOnlyTcp = host !== undefined && isIP(host) !== 0 && isPlain(given, link)
  const others = isOnlyTcp
    ? 'a blocked event loop'
    : 'a slow name service, a TLS handshake that stalls, or a blocked event loop'
  const verdict: Verdict = {
    summary: 'No connection came about in the time that the client allows: probably nobody answers its SYNs.',
    cause: 'connect-blackhole',
    confidence: isOnlyTcp ? 'likely' : 'possible',
    culprit: 'path',
    evidence: [
      ...given.links.map(({ message }) => message).filter((text) => /timeout|within/i.test(text)),
      `${others} would look the same`,
    ],
    reached: 'unsent',
  }
  return { link, verdict }
}

function hostTried(given: Case, link: Link): string | undefined {
  const [, inMessage] = /attempted address(?:es)?: \[?([^\s,\]]+?)\]?:\d+/.exec(link.message) ?? []
  return inMessage ?? hostOf(given.failure?.origin ?? originIn(link))
}

function isPlain(given: Case, link: Link): boolean {
  return (given.failure?.origin ?? originIn(link) ?? '').startsWith('http:')
}

/** HO_CONNECT_TIMEOUT names the origin. */
function originIn({ message }: Link): string | undefined {
  return /https?:\/\/\S+/.exec(message)?.[0]
}

function hostOf(origin: string | undefined): string | undefined {
  return /^https?:\/\/\[?(.+?)\]?(?::\d+)?$/.exec(origin ?? '')?.[1]
}

function unreachable(given: Case) {
  const link = given.links.findLast(
    ({ code, syscall }) =>
      syscall === 'connect' && (code === 'EHOSTUNREACH' || code === 'ENETUNREACH' || code === 'EHOSTDOWN'),
  )
  if (link === undefined) return undefined
  const verdict: Verdict = {
    summary:
      link.code === 'ENETUNREACH'
        ? `This host has no route to ${place(link)}.`
        : `A router on the way, or this host, says that ${place(link)} cannot be reached.`,
    cause: null,
    confidence: 'certain',
    culprit: link.code === 'ENETUNREACH' ? 'host' : 'path',
    evidence: tried(given),
    reached: 'unsent',
    remedy: {
      summary: 'Check the route and the rules of the firewall.',
      code: link.address === undefined ? null : `ip route get ${link.address}`,
    },
  }
  return { link, verdict }
}
