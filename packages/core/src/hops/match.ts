import { type Expiry, type Hop, HOPS } from './hop.js'

/** What was measured of a path. */
export interface PathMeasurement {
  /** The idle timeout lies between these, ms. */
  readonly idleTimeoutMs: { readonly atLeast: number; readonly atMost: number }
  readonly atExpiry: Expiry
  /** null: not measured. */
  readonly keepAliveProbesReset: boolean | null
}

export interface HopMatches {
  /** Hops whose default this is. */
  readonly byDefault: readonly Hop[]
  /** Hops that can be set to this. */
  readonly configured: readonly Hop[]
}

/** A timer of whole seconds may fire up to one second late, and some count from a poll: what a default may be off by. */
const SLACK_MS = 1000

/** Which hops behave as measured. A client's own timeout does not lie on the path. */
export function matchHops(measured: PathMeasurement, hops: readonly Hop[] = HOPS): HopMatches {
  const alike = hops.filter((hop) => hop.role !== 'client' && behavesAlike(hop, measured))
  const byDefault = alike.filter((hop) => isDefault(hop, measured))
  const configured = alike.filter((hop) => !byDefault.includes(hop) && isInRange(hop, measured))
  return { byDefault, configured }
}

function behavesAlike({ atExpiry, keepAliveProbeResets }: Hop, measured: PathMeasurement): boolean {
  if (!atExpiry.includes(measured.atExpiry)) return false
  const known = keepAliveProbeResets !== null && measured.keepAliveProbesReset !== null
  return !known || keepAliveProbeResets === measured.keepAliveProbesReset
}

function isDefault({ idleTimeoutS }: Hop, { idleTimeoutMs: { atLeast, atMost } }: PathMeasurement): boolean {
  if (idleTimeoutS === null) return false
  const defaultMs = idleTimeoutS * 1000
  return defaultMs <= atMost && defaultMs >= atLeast - SLACK_MS
}

function isInRange({ configurableS }: Hop, { idleTimeoutMs: { atLeast, atMost } }: PathMeasurement): boolean {
  return configurableS !== null && configurableS[0] * 1000 <= atMost && configurableS[1] * 1000 >= atLeast
}
