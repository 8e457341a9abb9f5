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

/** A middlebox's timer of whole seconds may fire up to one second late, and some count from a poll: what a default may be off by. */
const SLACK_MS = 1000

/** Most servers have a timer of each connection's own, which a busy one serves a little late. */
const EXACT = { ms: 60, share: 0.005 } as const
/** These look for idle connections about once a second, and the ends that are seen differ by so much. */
const SWEEPERS: ReadonlySet<string> = new Set(['gunicorn', 'tomcat', 'kestrel'])
const SWEPT = { ms: 300, share: 0.03 } as const
/** What a server adds to its timeout: Node.js, in newer releases, keepAliveTimeoutBuffer. */
const BUFFERS_MS: ReadonlyMap<string, number> = new Map([['node-server', 1000]])

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

function isDefault({ id, role, idleTimeoutS }: Hop, { idleTimeoutMs }: PathMeasurement): boolean {
  if (idleTimeoutS === null) return false
  const defaultMs = idleTimeoutS * 1000
  if (role === 'path') return isWithin(defaultMs, idleTimeoutMs, SLACK_MS)
  if (isSwept(idleTimeoutMs) && !SWEEPERS.has(id)) return false
  const exactMs = Math.max(EXACT.ms, defaultMs * EXACT.share)
  return [defaultMs, defaultMs + (BUFFERS_MS.get(id) ?? 0)].some((ms) => isWithin(ms, idleTimeoutMs, exactMs))
}

const isSwept = ({ atLeast, atMost }: PathMeasurement['idleTimeoutMs']): boolean =>
  atMost - atLeast >= Math.max(SWEPT.ms, atLeast * SWEPT.share)

const isWithin = (ms: number, { atLeast, atMost }: PathMeasurement['idleTimeoutMs'], slackMs: number): boolean =>
  ms <= atMost && ms >= atLeast - slackMs

function isInRange({ configurableS }: Hop, { idleTimeoutMs: { atLeast, atMost } }: PathMeasurement): boolean {
  return configurableS !== null && configurableS[0] * 1000 <= atMost && configurableS[1] * 1000 >= atLeast
}
