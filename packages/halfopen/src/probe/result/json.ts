import type { Expiry } from '@halfopen/core'
import { probesReset, type ProbeResult } from './result.js'

/** What `halfopen probe --json` prints. */
export function probeJson(result: ProbeResult): object {
  const { byDefault, configured } = result.matches
  return {
    schema: 'halfopen.probe/1',
    target: result.target,
    verdict: result.verdict,
    idleTimeoutMs: rounded(result.idleTimeoutMs),
    atExpiry: result.verdict === 'none-found' ? 'none-found' : expiryWord(result.atExpiry),
    keepAliveProbesReset: probesReset(result.keepAlive),
    matches: byDefault.map(({ id }) => id),
    connections: result.connections,
    wallMs: Math.round(result.wallMs),
    advice: result.advice,
    mode: result.mode,
    keepAlive: { ...result.keepAlive, advised: result.advised ?? null },
    configurable: configured.map(({ id }) => id),
    aliveUpToMs: Math.round(result.aliveUpToMs),
    maxMs: Math.round(result.maxMs),
    scale: result.scale,
    measuredMs: rounded(result.measuredMs),
    resolution: result.resolution,
    notes: result.notes,
  }
}

/** The contract's word for a RST at expiry. */
const expiryWord = (expiry: Expiry | null): string | null => (expiry === 'reset-both' ? 'reset' : expiry)

function rounded(span: ProbeResult['idleTimeoutMs']): ProbeResult['idleTimeoutMs'] {
  // Outward, so that the bracket still holds what it held.
  return span === null ? null : { atLeast: Math.floor(span.atLeast), atMost: Math.ceil(span.atMost) }
}
