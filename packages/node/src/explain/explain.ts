import { remedyFor } from '@halfopen/core'
import { connections, type Failure } from '../connections/index.js'
import { figuresIfTracking, type PoolSnapshot, snapshot } from '../tracker/index.js'
import type { Case, Finding, PoolNow } from './case.js'
import { chainOf } from './chain.js'
import { retryOf } from './retry.js'
import { RULES, unknown } from './rules/index.js'
import type { ErrorExplanation } from './types.js'

/**
 * Says what an error of an HTTP client means: of `fetch`, undici, `node:http`,
 * HTTP/2, and of the libraries that wrap them; in one sentence, with evidence
 * and remedy. Where a tracker runs, it knows the story of the connection. Takes
 * anything, never throws, and says no more than is proven.
 */
export function explain(error: unknown): ErrorExplanation {
  const given = caseOf(error)
  return written(given, find(given))
}

function find(given: Case): Finding {
  for (const rule of RULES) {
    const finding = rule(given)
    if (finding !== undefined) return finding
  }
  return unknown(given)
}

function caseOf(error: unknown): Case {
  const links = chainOf(error)
  const failure = links.map(({ object }) => object && connections.failureOf(object)).findLast((known) => known)
  const figures = figuresIfTracking()
  return {
    links,
    failure,
    endings: failure === undefined ? [] : connections.endings(failure.origin),
    fullPools: figures === undefined ? [] : figures.pools.filter((pool) => isFull(pool, failure)).map(poolNow),
    isTracked: figures !== undefined,
  }
}

function isFull({ origin, leased, max }: PoolSnapshot, failure: Failure | undefined): boolean {
  return leased >= (max ?? Infinity) && (failure === undefined || failure.origin === origin)
}

function poolNow({ origin, leased, pending, max, unread }: PoolSnapshot): PoolNow {
  return { origin, leased, pending, max, unread, openedBy: unread > 0 ? opener(origin) : undefined }
}

/** Where the oldest response to this origin that nobody reads was asked for. */
function opener(origin: string): string | undefined {
  const site = snapshot().held.find((one) => one.origin === origin && one.unreadMs > 0)?.site
  return site && `${site.functionName ?? 'code'} (${site.file}:${site.line}:${site.column})`
}

function written(given: Case, { link, verdict }: Finding): ErrorExplanation {
  const { summary, cause, confidence, culprit, evidence, wantsTracker = false } = verdict
  return {
    schema: 'halfopen.explanation/1',
    summary,
    cause,
    confidence,
    culprit,
    error: { name: link.name, code: link.code ?? null, message: link.message },
    connection: given.failure?.connection ?? null,
    evidence,
    remedy: verdict.remedy ?? (cause === null ? NO_REMEDY : remedyFor(cause, 'node')),
    retry: retryOf(given, verdict),
    missing: wantsTracker ? missing(given) : null,
  }
}

const NO_REMEDY = { summary: 'Nothing to mend in the connections of this program.', code: null }

function missing({ isTracked, failure }: Case): string | null {
  if (failure?.connection != null) return null
  if (isTracked)
    return 'The tracker runs, but has not seen this request fail: its library hands on a copy of the error, or the request was made before the tracker started.'
  return 'With the tracker (node --import @halfopen/node/register): how often the connection was used, how long it had been idle, who closed it first, and how other connections to the same server ended.'
}
