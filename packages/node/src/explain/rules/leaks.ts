import { type Case, linkWith, type PoolNow, type Rule } from '../case.js'
import { counted } from '../words.js'

/** What undici's fetch says when a Response was garbage-collected unread. */
const COLLECTED = 'Response object has been garbage collected'

/** The response itself was given up, because nobody read it. */
export const leaked: Rule = (given) => {
  const link = linkWith(given, 'HO_UNREAD_TIMEOUT', 'HO_RECLAIMED') ?? given.links.find(isCollected)
  if (link === undefined) return undefined
  const how = isCollected(link) ? 'was dropped by this program, unread,' : 'went unread by this program'
  const summary = `A response ${how} and held its connection until halfopen or the garbage collector took it back.`
  return {
    link,
    verdict: {
      summary,
      cause: 'response-leak',
      confidence: 'certain',
      culprit: 'application',
      evidence: [link.message],
    },
  }
}

function isCollected({ message }: { readonly message: string }): boolean {
  return message === COLLECTED
}

/** Every connection is held by a response that nobody reads. */
export function isLeaking({ leased, unread }: PoolNow): boolean {
  return leased > 0 && unread >= leased
}

export function unreadText({ unread, openedBy }: PoolNow): string {
  const what = unread === 1 ? 'a response that nobody reads has it' : `${unread} responses that nobody reads have them`
  return openedBy === undefined ? what : `${what}, opened by ${openedBy}`
}

export function poolEvidence(pools: Case['fullPools']): string[] {
  return pools.map(
    ({ leased, pending, max, unread }) =>
      `pool now: ${leased} leased, ${pending} pending, max ${max ?? 'unlimited'}${unread > 0 ? `; ${counted(unread, 'response')} unread` : ''}`,
  )
}
