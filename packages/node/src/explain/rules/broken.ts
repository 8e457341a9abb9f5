import type { ConnectionFacts } from '../../connections/index.js'
import type { Case, Rule } from '../case.js'
import type { Link } from '../chain.js'
import type { Verdict } from '../types.js'
import { counted, exactly } from '../words.js'
import { reused } from './stale.js'
import { errorName, story } from './story.js'

const CODES = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'ERR_STREAM_PREMATURE_CLOSE', 'ECONNABORTED'])

/** What Node.js, got, axios, node-fetch and undici's fetch say when a response they were reading ends too early. */
const CUT_SHORT = /^(aborted|The server aborted pending request|stream has been aborted|Premature close|terminated)$/

/** The connection ended in the middle of an exchange. */
export const broken: Rule = (given) => {
  const link = given.links.findLast(isBroken)
  if (link === undefined) return undefined
  const connection = given.failure?.connection
  return {
    link,
    verdict:
      connection == null || connection.isShared ? fromErrorAlone(given, link) : fromStory(given, link, connection),
  }
}

function isBroken({ code, message }: Link): boolean {
  if (code !== undefined && CODES.has(code)) return !/timeout/i.test(message)
  return message === 'other side closed' || CUT_SHORT.test(message)
}

function fromStory(given: Case, link: Link, connection: ConnectionFacts): Verdict {
  if (connection.end?.by === 'client') return ownEnd(link, connection)
  if (given.failure?.phase === 'answered' || connection.bytes > 0) return inMidAnswer(link, connection)
  if (connection.uses === 1 && connection.isWhole) return firstUse(link, connection)
  return reused(given, link, connection)
}

function ownEnd(link: Link, connection: ConnectionFacts): Verdict {
  return {
    summary: `This program closed the connection itself while the request was on it.`,
    cause: null,
    confidence: 'certain',
    culprit: 'application',
    evidence: [link.message, ...story(connection)],
    remedy: { summary: 'Look for who destroys the socket, the agent or the dispatcher.', code: null },
  }
}

function inMidAnswer(link: Link, connection: ConnectionFacts): Verdict {
  return {
    summary: `The server ended the connection in the middle of its answer, after ${counted(connection.bytes, 'byte')}: no idle timeout is to blame.`,
    cause: null,
    confidence: 'certain',
    culprit: 'server',
    evidence: [link.message, ...story(connection)],
    remedy: MID_ANSWER,
  }
}

function firstUse(link: Link, connection: ConnectionFacts): Verdict {
  return {
    summary: `This ${errorName(link)} came on a new connection, ${exactly(connection.inUseMs)} after its first request: no stale connection is to blame.`,
    cause: null,
    confidence: 'certain',
    culprit: 'server',
    evidence: [link.message, ...story(connection)],
    remedy: {
      summary:
        'Look into the log of the server or load balancer at that moment: it crashed, was stopped, or refuses this request.',
      code: null,
    },
  }
}

const MID_ANSWER = {
  summary:
    'Look into the log of the server or proxy: it crashed, was stopped, or ran into a limit of its own while it sent.',
  code: null,
}

/** Without the story of the connection: undici tells how much it had received. */
function fromErrorAlone({ links }: Case, link: Link): Verdict {
  const isMidAnswer = links.some(
    ({ message, code }) => CUT_SHORT.test(message) || code === 'ERR_STREAM_PREMATURE_CLOSE',
  )
  const common = { cause: null, culprit: 'server', evidence: [link.message], wantsTracker: true } as const
  if (isMidAnswer) {
    return {
      ...common,
      summary: 'The connection ended in the middle of the answer: no idle timeout is to blame.',
      confidence: 'certain',
      remedy: MID_ANSWER,
    }
  }
  if (link.bytesRead === 0) {
    const summary = `The server ended a new connection without a byte of an answer: no stale connection is to blame.`
    return {
      ...common,
      summary,
      confidence: 'certain',
      evidence: [link.message, 'the connection had received 0 bytes'],
      remedy: LOOK,
    }
  }
  return {
    ...common,
    summary: `The server, or something on the path in its name, ended the connection (${errorName(link)}); whether it had been idle is not known.`,
    confidence: 'certain',
    culprit: 'unknown',
    evidence: [
      link.message,
      ...(link.bytesRead === undefined
        ? []
        : [`the connection had received ${counted(link.bytesRead, 'byte')}, of this answer or of those before`]),
    ],
    remedy: LOOK,
  }
}

const LOOK = {
  summary:
    'Look into the log of the server; run the program with the tracker to learn whether the connection was stale.',
  code: 'node --import @halfopen/node/register app.js',
}
