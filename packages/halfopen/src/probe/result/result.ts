import {
  type Expiry,
  type HopMatches,
  KEEP_ALIVE_ADVICE_FOR,
  type KeepAliveAdviceFor,
  keepAliveCode,
  type KeepAliveTimes,
  keepAliveTimes,
  matchHops,
} from '@halfopen/core'
import { SHORTEST_PROBED_MS } from '../ladder/index.js'
import type { Measurement } from '../measure/index.js'
import type { Mode } from '../look/index.js'
import type { Span } from '../verdict/index.js'
import { notesOf } from './notes.js'

/** What the probe tells, in the time of the path that is meant: laboratory times are scaled up. */
export interface ProbeResult {
  readonly target: string
  readonly mode: Mode
  readonly verdict: 'measured' | 'none-found' | 'noise' | 'refused' | 'interrupted'
  /** A server's own close, seen where nothing shows the path beyond it; its time is not scaled. */
  readonly isOwnClose: boolean
  /** What ends connections looks for idle ones only now and then. */
  readonly isSwept: boolean
  /** null: not measured. */
  readonly idleTimeoutMs: Span | null
  readonly atExpiry: Expiry | null
  readonly keepAlive: { readonly fromClient: boolean | null; readonly fromServer: boolean | null }
  readonly matches: HopMatches
  /** The longest silence that was survived, ms. */
  readonly aliveUpToMs: number
  readonly maxMs: number
  readonly scale: number
  /** As measured in a laboratory that plays time `scale` times faster; the same as `idleTimeoutMs` at scale 1. */
  readonly measuredMs: Span | null
  readonly resolution: number
  readonly connections: number
  readonly wallMs: number
  readonly notes: readonly string[]
  /** Keep-alive settings; undefined: they do not help here, or there is no limit. */
  readonly advised: KeepAliveTimes | undefined
  readonly advice: readonly { readonly for: KeepAliveAdviceFor; readonly code: string }[]
}

export interface ResultOptions {
  readonly target: string
  readonly scale: number
  readonly adviceFor: KeepAliveAdviceFor | 'all'
}

export function resultOf(measurement: Measurement, { target, scale, adviceFor }: ResultOptions): ProbeResult {
  const { judgement, looked, range } = measurement
  const verdict = verdictOf(measurement)
  const measuredMs = verdict === 'measured' ? (judgement.bracket ?? null) : null
  const keepAlive = { fromClient: judgement.probesReset.client, fromServer: judgement.probesReset.server }
  const atExpiry = measuredMs === null ? null : (judgement.atExpiry ?? null)
  const isOwnClose = atExpiry === 'close' && looked.mode !== 'response'
  // A server of one's own does not play time faster: only the laboratory's hops do.
  const idleTimeoutMs = measuredMs === null ? null : scaled(measuredMs, isOwnClose ? 1 : scale)
  const advised =
    idleTimeoutMs === null || isOwnClose || !mayHelp(keepAlive) ? undefined : keepAliveTimes(idleTimeoutMs.atLeast)
  return {
    target,
    mode: looked.mode,
    verdict,
    isOwnClose,
    isSwept: judgement.edge !== 'exact',
    idleTimeoutMs,
    atExpiry,
    keepAlive,
    matches: matchesOf({ idleTimeoutMs, atExpiry, keepAlive }),
    aliveUpToMs: judgement.aliveUpToMs * (isOwnClose ? 1 : scale),
    maxMs: range.maxMs * scale,
    scale,
    measuredMs,
    resolution: range.resolution,
    connections: measurement.connections,
    wallMs: measurement.wallMs,
    notes: notesOf(measurement, {
      scale,
      isOwnClose,
      adviceFor: idleTimeoutMs !== null && advised === undefined ? adviceFor : 'all',
      keepAlive,
      shortestProbedMs: SHORTEST_PROBED_MS,
    }),
    advised,
    advice: advised === undefined ? [] : adviceOf(advised, adviceFor),
  }
}

/** One or two that are gone beyond the longest silence that was asked about prove nothing, and need not. */
const REACHED_SHARE = 0.99

function verdictOf({ judgement, range, refusal, isInterrupted }: Measurement): ProbeResult['verdict'] {
  if (refusal !== undefined) return 'refused'
  switch (judgement.verdict) {
    case 'measured':
    case 'noise':
      return judgement.verdict
    case 'none-found':
    case 'undecided':
      if (isInterrupted) return 'interrupted'
      return judgement.aliveUpToMs >= range.maxMs * REACHED_SHARE ? 'none-found' : 'noise'
  }
}

/** A laboratory's middlebox looks for silent flows each 10 ms or so, and scaled up that is seconds. */
const LAB_LATE_MS = 20

function scaled({ atLeast, atMost }: Span, scale: number): Span {
  const lateMs = scale === 1 ? 0 : LAB_LATE_MS
  return { atLeast: Math.max(0, atLeast - lateMs) * scale, atMost: atMost * scale }
}

type Reset = ProbeResult['keepAlive']

/** One answer for both ends: that of the client's, where it is known. */
export const probesReset = ({ fromClient, fromServer }: Reset): boolean | null => fromClient ?? fromServer

/** Unknown is worth a try; only what was seen to be ignored is not advised. */
const mayHelp = (keepAlive: Reset): boolean => probesReset(keepAlive) !== false

function matchesOf({
  idleTimeoutMs,
  atExpiry,
  keepAlive,
}: Pick<ProbeResult, 'idleTimeoutMs' | 'atExpiry' | 'keepAlive'>): HopMatches {
  if (idleTimeoutMs === null || atExpiry === null) return { byDefault: [], configured: [] }
  return matchHops({ idleTimeoutMs, atExpiry, keepAliveProbesReset: probesReset(keepAlive) })
}

function adviceOf(times: KeepAliveTimes, wanted: KeepAliveAdviceFor | 'all'): ProbeResult['advice'] {
  const clients = wanted === 'all' ? KEEP_ALIVE_ADVICE_FOR : [wanted]
  return clients.map((client) => ({ for: client, code: keepAliveCode(client, times) }))
}
