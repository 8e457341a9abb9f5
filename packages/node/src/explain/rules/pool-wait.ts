import type { Case } from '../case.js'
import type { Verdict } from '../types.js'
import { HTTP_REMEDY } from './pool-full.js'
import { isLeaking, poolEvidence, unreadText } from './leaks.js'

/** A request that ran out of time, or was given up, without having been sent, and whose pool is full. */
export function waitedInPool(given: Case, how: string): Verdict | undefined {
  const pool = given.fullPools.find(({ pending }) => pending > 0) ?? given.fullPools[0]
  if (pool === undefined || (given.failure !== undefined && given.failure.phase !== 'unsent')) return undefined
  const isLeak = isLeaking(pool)
  const isProven = given.failure !== undefined
  const doubt = 'which request this error belongs to is not known: it may have been another than those that wait'
  return {
    summary: `${how}${isProven ? ' before it got a connection' : ''}: every connection of its pool is leased${isLeak ? `; ${unreadText(pool)}` : ''}.`,
    cause: isLeak ? 'response-leak' : 'pool-exhausted',
    confidence: isProven ? 'likely' : 'possible',
    culprit: isLeak ? 'application' : 'unknown',
    evidence: [...poolEvidence([pool]), ...(isProven ? [] : [doubt])],
    ...(!isLeak && pool.origin.startsWith('http') && { remedy: HTTP_REMEDY }),
    ...(isProven && { reached: 'unsent' as const }),
  }
}
