import { formatDuration } from '@halfopen/core'
import type { ClientFacts } from '../../facts/index.js'
import { endedAtFirstProbe, main } from '../../traits/index.js'
import { longest, names } from '../sides.js'
import type { Rule } from './rule.js'

/** Nobody gives up within less. */
const LEAST_SILENCE_MS = 200
/** curl's own --max-time, and timeout(1). */
const OUT_OF_TIME: ReadonlySet<number> = new Set([28, 124])

/** It ended its connection by itself, and no byte of an answer had come. */
export const gaveUp: Rule = ({ rest }) => {
  if (rest.length === 0 || !rest.every(didGiveUp)) return undefined
  const waited = longest(rest.map((client) => main(client)?.lastSilence.ms ?? 0))
  const more = rest.every((client) => main(client)?.bytesReceived === 0) ? '' : ' more'
  const who = rest.length === 1 ? 'gave up by itself' : 'gave up by themselves'
  return {
    about: 'client-timeout',
    sentence: `${names(rest)} ${who} after ${formatDuration(waited)} without a byte${more}${exitWords(rest)}.`,
  }
}

/** It ended its connection itself while it waited: nothing had come, or its exit code says so. */
export function didGiveUp(client: ClientFacts): boolean {
  const waiting = main(client)
  if (client.outcome.kind !== 'failed' || waiting === undefined) return false
  const { lastSilence, bytesReceived, unreadBytes, closedBy } = waiting
  const ownEnd = closedBy === 'client' || (closedBy === null && !endedAtFirstProbe(waiting))
  const nothingCame = bytesReceived === 0 || OUT_OF_TIME.has(client.outcome.exitCode ?? 0)
  return ownEnd && nothingCame && lastSilence.ms >= LEAST_SILENCE_MS && (unreadBytes ?? 0) === 0
}

function exitWords(rest: readonly ClientFacts[]): string {
  const codes = new Set(rest.map(({ outcome }) => outcome.exitCode))
  const [code] = codes
  return codes.size === 1 && typeof code === 'number' ? ` (exit ${code})` : ''
}
