import { linkWith, type PoolNow, type Rule } from '../case.js'
import type { Link } from '../chain.js'
import type { Verdict } from '../types.js'
import { counted } from '../words.js'
import { isLeaking, unreadText } from './leaks.js'

/** The pool says so: all connections are leased. */
export const poolFull: Rule = (given) => {
  const link = linkWith(given, 'HO_POOL_TIMEOUT')
  if (link === undefined) return undefined
  const pool = given.fullPools.find((one) => isNamed(link, one))
  return { link, verdict: pool !== undefined && isLeaking(pool) ? leaking(link, pool) : exhausted(link, pool) }
}

/** Other pools may be full of unread responses at the same time. */
function isNamed({ lines: [first = ''] }: Link, { origin }: PoolNow): boolean {
  return first.startsWith(`no connection to ${origin} came free`)
}

const COMMON = { reached: 'unsent', wantsTracker: true } as const

function leaking(link: Link, pool: PoolNow): Verdict {
  return {
    ...COMMON,
    summary: `No connection of the pool came free in time: ${unreadText(pool)}.`,
    cause: 'response-leak',
    confidence: 'likely',
    culprit: 'application',
    evidence: evidenceOf(link, pool),
  }
}

function exhausted(link: Link, pool: PoolNow | undefined): Verdict {
  const [, oldest] = link.lines
  return {
    ...COMMON,
    summary: `No connection of the pool came free in time${oldest === undefined ? '' : `; held longest by ${oldest}`}.`,
    cause: 'pool-exhausted',
    confidence: 'certain',
    culprit: 'unknown',
    evidence: evidenceOf(link, pool),
    remedy: HTTP_REMEDY,
  }
}

/** The error tells how full its pool was, and who had it; the request that failed counts as pending. */
function evidenceOf({ lines: [first = '', ...holders] }: Link, pool: PoolNow | undefined): string[] {
  return [
    first.replace(/; held by$/, ''),
    ...holders.map((holder) => `held by ${holder}`),
    ...(pool === undefined || pool.unread === 0 ? [] : [`${counted(pool.unread, 'response')} unread by now`]),
  ]
}

/** The cause is one of every kind of pool; this pool is of HTTP. */
export const HTTP_REMEDY = {
  summary:
    'Read or discard every response, those with an error status too; raise `connections` only when all of them are at work.',
  code: `import { createDispatcher, withResponse } from '@halfopen/node'

// callSites: HO_POOL_TIMEOUT names the lines that have the connections
const dispatcher = createDispatcher({ connections: 64, poolTimeoutMs: 10_000, callSites: true })
const status = await withResponse(fetch(url, { dispatcher }), (response) => response.status)`,
}
