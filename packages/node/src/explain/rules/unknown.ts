import type { Case, Finding } from '../case.js'
import type { Verdict } from '../types.js'

/** What is none of the rules'. */
export function unknown({ links }: Case): Finding {
  const [outer] = links
  const link = links.findLast(({ code }) => code !== undefined) ?? links.at(-1) ?? outer
  if (link === undefined) throw new RangeError('a chain has at least one link')
  const malformed = links.findLast(({ code }) => code?.startsWith('HPE_') === true)
  if (malformed !== undefined) return { link: malformed, verdict: notHttp(malformed.message) }
  const verdict: Verdict = {
    summary: 'halfopen knows of no trouble with connections that shows as this error.',
    cause: null,
    confidence: 'possible',
    culprit: 'unknown',
    evidence: link.message === '' ? [] : [link.message],
    remedy: { summary: 'Read the message of the error, and of what it wraps.', code: null },
    // fetch says so of every request that fails, whatever the reason.
    isWithoutRequest: !links.some(({ message }) => message === 'fetch failed'),
  }
  return { link, verdict }
}

function notHttp(message: string): Verdict {
  return {
    summary: 'What the server sent is not HTTP as it should be.',
    cause: null,
    confidence: 'certain',
    culprit: 'server',
    evidence: [message],
    remedy: {
      summary: 'Look at the bytes that come: another protocol on this port, or a header that is malformed.',
      code: null,
    },
  }
}
