import type { Rule } from '../case.js'
import type { Link } from '../chain.js'
import type { Verdict } from '../types.js'

/** What HTTP/2 says of its streams and sessions (RFC 9113 sections 7 and 8.7). */
export const http2: Rule = ({ links }) => {
  const link = links.findLast(
    ({ code, message }) => code?.startsWith('ERR_HTTP2_') === true || /"?GOAWAY"? frame received/.test(message),
  )
  return link && { link, verdict: verdictOf(link) }
}

function verdictOf(link: Link): Verdict {
  const reason = /NGHTTP2_[A-Z_]+/.exec(link.message)?.[0]
  const common = { cause: null, confidence: 'certain', evidence: [link.message] } as const
  if (reason === 'NGHTTP2_REFUSED_STREAM') {
    return {
      ...common,
      summary: 'The server refused the stream before it did anything with the request.',
      culprit: 'server',
      reached: 'refused',
      remedy: RETRY,
    }
  }
  if (reason === 'NGHTTP2_ENHANCE_YOUR_CALM') {
    return {
      ...common,
      summary: 'The server closed the stream or session because this client asks too much of it.',
      culprit: 'application',
      remedy: CALM,
    }
  }
  if (/GOAWAY/.test(link.code ?? '') || /GOAWAY/.test(link.message)) return goAway(link)
  if (reason === 'NGHTTP2_CANCEL' || link.code === 'ERR_HTTP2_STREAM_CANCEL') {
    return {
      ...common,
      summary: 'The HTTP/2 stream was cancelled before it was done.',
      culprit: 'unknown',
      remedy: LOOK,
    }
  }
  return {
    ...common,
    summary: `The HTTP/2 ${what(link)} ended with an error${reason === undefined ? '' : `: ${reason}`}.`,
    culprit: 'unknown',
    remedy: LOOK,
  }
}

/** RFC 9113 section 6.8: streams above the last one that GOAWAY names were not processed. */
function goAway(link: Link): Verdict {
  const isNew = link.code === 'ERR_HTTP2_GOAWAY_SESSION'
  return {
    summary: isNew
      ? 'The server is ending this HTTP/2 session: no new stream can be opened on it.'
      : 'The server ended this HTTP/2 session (GOAWAY) while the request was on it.',
    cause: null,
    confidence: 'certain',
    culprit: 'server',
    evidence: [link.message],
    remedy: {
      summary: 'Open a new session when one gets GOAWAY, and send idempotent requests again on it.',
      code: "session.once('goaway', () => (session = connect(url)))",
    },
    ...(isNew && { reached: 'unsent' as const }),
  }
}

function what({ code }: Link): string {
  return code === 'ERR_HTTP2_SESSION_ERROR' ? 'session' : 'stream'
}

const RETRY = { summary: 'Send the request again (RFC 9113 section 8.7).', code: null }
const CALM = { summary: 'Open fewer streams at a time, and do not reset them needlessly.', code: null }
const LOOK = { summary: 'Look into the log of the server for the stream or session.', code: null }
