import type { Case, Rule } from '../case.js'
import { linkWith } from '../case.js'
import type { Link } from '../chain.js'
import type { Verdict } from '../types.js'
import { waitedInPool } from './pool-wait.js'

/** This program gave the request up, or closed its client. */
export const aborted: Rule = (given) => {
  const link =
    given.links.findLast(
      ({ name, code }) => name === 'AbortError' || code === 'ABORT_ERR' || code === 'UND_ERR_ABORTED',
    ) ?? linkWith(given, 'ERR_CANCELED')
  if (link !== undefined)
    return { link, verdict: waitedInPool(given, 'This program gave the request up') ?? ownDoing(given, link) }
  const closed = linkWith(given, 'UND_ERR_DESTROYED', 'UND_ERR_CLOSED', 'ERR_STREAM_DESTROYED')
  return closed && { link: closed, verdict: clientClosed(closed) }
}

function ownDoing({ failure }: Case, link: Link): Verdict {
  const when = {
    unsent: ' before it was sent',
    sent: ' before the server answered',
    answered: ' in the middle of the response',
  }
  return {
    summary: `This program gave the request up itself${failure === undefined ? '' : when[failure.phase]}.`,
    cause: null,
    confidence: 'certain',
    culprit: 'application',
    evidence: [link.message],
    remedy: {
      summary: 'Nothing to mend in the connections, if it was meant: look at who aborts the signal.',
      code: null,
    },
  }
}

function clientClosed(link: Link): Verdict {
  return {
    summary: 'This program had closed the client, or the stream, that the request was made with.',
    cause: null,
    confidence: 'certain',
    culprit: 'application',
    evidence: [link.message],
    remedy: { summary: 'Close a dispatcher or agent only after its last request.', code: null },
  }
}
