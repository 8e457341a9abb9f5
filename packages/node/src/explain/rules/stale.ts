import type { ConnectionEnd, ConnectionFacts } from '../../connections/index.js'
import type { Case } from '../case.js'
import type { Link } from '../chain.js'
import type { Verdict } from '../types.js'
import { about, counted, exactly, times } from '../words.js'
import { errorName, story } from './story.js'

/** A stale connection shows within a round trip; one retransmission on a slow path is allowed for. Later, the server was at work. */
const WITHIN_MS = 1000
/** Two idle times are of the same idle timeout when they differ by no more: servers look for idle connections now and then. */
const SAME_AGE_SHARE = 0.25
/** Who closes sooner did not wait for an idle timeout. */
const LEAST_IDLE_MS = 10
/** Without any history, a connection must have been idle for so long to be called possibly stale: some servers wait no longer than half a second. */
const LONG_IDLE_MS = 200
/** Endings of different ages closer together than this are a server that stops. */
const BURST_MS = 1000
/** Servers announce whole seconds, and close up to one sooner or later. */
const ANNOUNCED_SLACK_MS = 1000

/** A connection that had been used before ended before a byte of the answer came. */
export function reused(given: Case, link: Link, connection: ConnectionFacts): Verdict {
  if (connection.end?.by === 'server' && connection.end.during === 'idle') return closedBefore(link, connection)
  if (connection.inUseMs > WITHIN_MS) return atWork(link, connection)
  // The ending of the very connection that failed is no history.
  const others = given.endings.filter(({ idleMs, during }) => during === 'idle' || idleMs !== connection.idleMs)
  const now = others.filter((end) => isBurst(given, end))
  const stopping = now.filter(({ idleMs }) => isOtherAge(idleMs, connection.idleMs))
  if (stopping.length > 0) return serverStopped(link, connection, stopping)
  // Connections of one age that end in one moment prove nothing: they may all have been used last at the same time.
  const before = others.filter((end) => !isBurst(given, end) && !isOtherAge(end.idleMs, connection.idleMs))
  return judge(link, connection, before)
}

function isBurst({ failure }: Case, end: ConnectionEnd): boolean {
  return failure !== undefined && Math.abs(end.atMs - failure.atMs) <= BURST_MS
}

function isOtherAge(a: number, b: number): boolean {
  return Math.abs(a - b) > Math.max(a, b, LEAST_IDLE_MS) * SAME_AGE_SHARE
}

function judge(link: Link, connection: ConnectionFacts, alike: readonly ConnectionEnd[]): Verdict {
  const { idleMs, announcedIdleMs } = connection
  if (alike.length > 0 && idleMs >= LEAST_IDLE_MS) {
    const timeoutMs = Math.min(idleMs, ...alike.map((end) => end.idleMs))
    const ages = alike
      .slice(-5)
      .map((end) => exactly(end.idleMs))
      .join(', ')
    return stale(link, connection, {
      timeoutMs: announcedNear(connection) ?? timeoutMs,
      why: `it has ended ${counted(alike.length, 'other connection')} after the same idle time: ${ages}`,
    })
  }
  const announced = announcedNear(connection)
  if (announced !== undefined)
    return stale(link, connection, {
      timeoutMs: announced,
      why: 'the server announced this idle timeout',
    })
  if (announcedIdleMs !== null || idleMs < LONG_IDLE_MS) return unexplained(link, connection)
  return possiblyStale(link, connection)
}

function announcedNear({ announcedIdleMs, idleMs }: ConnectionFacts): number | undefined {
  if (announcedIdleMs === null || announcedIdleMs === 0) return undefined
  const slack = Math.max(ANNOUNCED_SLACK_MS, announcedIdleMs * SAME_AGE_SHARE)
  return idleMs >= announcedIdleMs - ANNOUNCED_SLACK_MS &&
    idleMs <= announcedIdleMs + slack &&
    idleMs >= announcedIdleMs / 2
    ? announcedIdleMs
    : undefined
}

function subject(link: Link, { uses, isWhole, idleMs }: ConnectionFacts): string {
  return `This ${errorName(link)} came on a connection used ${isWhole ? '' : 'at least '}${times(uses)}, idle ${exactly(idleMs)}`
}

function stale(link: Link, connection: ConnectionFacts, found: { timeoutMs: number; why: string }): Verdict {
  const { timeoutMs, why } = found
  return {
    summary: `${subject(link, connection)}, which the server closed first: its idle timeout is about ${about(timeoutMs)}.`,
    cause: 'stale-reuse',
    confidence: 'likely',
    culprit: 'server',
    evidence: [link.message, ...story(connection), why],
  }
}

/** Nothing but the pause speaks for it: both readings are said. */
function possiblyStale(link: Link, connection: ConnectionFacts): Verdict {
  return {
    summary: `${subject(link, connection)}: either the server closed it first, its idle timeout being about ${about(connection.idleMs)} or less, or it ended it for this request.`,
    cause: 'stale-reuse',
    confidence: 'possible',
    culprit: 'server',
    evidence: [
      link.message,
      ...story(connection),
      'a server that crashed, was restarted, or refused the request in this very moment looks the same',
    ],
  }
}

function closedBefore(link: Link, connection: ConnectionFacts): Verdict {
  return {
    summary: `${subject(link, connection)}, which the server had closed before the request was sent.`,
    cause: 'stale-reuse',
    confidence: 'certain',
    culprit: 'server',
    evidence: [link.message, ...story(connection)],
  }
}

function atWork(link: Link, connection: ConnectionFacts): Verdict {
  return {
    summary: `The server ended the connection ${exactly(connection.inUseMs)} after the request, without an answer: it was at work, no idle timeout is to blame.`,
    cause: null,
    confidence: 'certain',
    culprit: 'server',
    evidence: [link.message, ...story(connection)],
    remedy: LOOK,
  }
}

function serverStopped(link: Link, connection: ConnectionFacts, others: readonly ConnectionEnd[]): Verdict {
  const ages = others
    .slice(-5)
    .map(({ idleMs }) => exactly(idleMs))
    .join(', ')
  return {
    summary: `The server stopped or was restarted: within a second it also ended ${counted(others.length, 'connection')} of another age.`,
    cause: null,
    confidence: 'likely',
    culprit: 'server',
    evidence: [
      link.message,
      ...story(connection),
      `idle times of the others: ${ages}; an idle timeout would have met them one by one`,
    ],
    remedy: {
      summary: 'Let the server drain before it stops: `guard(server).drain()`; send idempotent requests again.',
      code: null,
    },
  }
}

function unexplained(link: Link, connection: ConnectionFacts): Verdict {
  const { announcedIdleMs } = connection
  const why =
    announcedIdleMs === null
      ? 'shorter than any idle timeout that is usual'
      : `other than the ${about(announcedIdleMs)} that it announced`
  return {
    summary: `${subject(link, connection)}; the server ended it before it answered, and not for an idle timeout that is known.`,
    cause: null,
    confidence: 'likely',
    culprit: 'server',
    evidence: [link.message, ...story(connection), `${exactly(connection.idleMs)} is ${why}`],
    remedy: LOOK,
  }
}

const LOOK = {
  summary:
    'Look into the log of the server or load balancer at that moment: it crashed, was stopped, or gave the request up.',
  code: null,
}
