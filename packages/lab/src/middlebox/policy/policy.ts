import { type Expiry, formatDuration, type Hop, hopById, HalfopenError, nearest, PATH_HOPS } from '@halfopen/core'
import type { FlowPolicy } from '../types.js'

/** A middlebox as one wishes it: a known hop, or one's own timeout, or a known hop set otherwise. */
export interface PolicyWish {
  /** Id of a row of the table of hops that forwards TCP, such as `aws-nlb-tcp`; what it does is taken from there. */
  readonly hop?: string
  /** Idle timeout in real time, ms; default: that of the hop. */
  readonly idleMs?: number
  /** Default: that of the hop, or `silent`. */
  readonly atExpiry?: Expiry
  /** Default: that of the hop, or `honour`, which is also taken where the table does not know. */
  readonly keepAlive?: FlowPolicy['keepAlive']
  /** Plays the timeout so many times faster; 1 to 1,000,000, default 1. */
  readonly scale?: number
}

const PLAYABLE = PATH_HOPS.map(({ id }) => id)
/** Below this, the delayed acknowledgement of a segment (40 ms, include/net/tcp.h) would count as life. */
const LEAST_MS = 50
/** A year: more is a slip of the pen. */
const MOST_MS = 366 * 86_400_000
const MOST_SCALE = 1_000_000

/**
 * @throws HalfopenError HO_USAGE for an unknown hop (with the nearest name), one that does not forward TCP,
 * neither hop nor timeout, or a time out of range.
 */
export function policyOf(wish: PolicyWish): FlowPolicy {
  const hop = wish.hop === undefined ? undefined : playableHop(wish.hop)
  return {
    idleTimeoutMs: scaled(idleMsOf(wish, hop), wish.scale ?? 1),
    atExpiry: wish.atExpiry ?? hop?.atExpiry[0] ?? 'silent',
    keepAlive: wish.keepAlive ?? (hop?.keepAliveProbeResets === false ? 'ignore' : 'honour'),
  }
}

function playableHop(id: string): Hop {
  const hop = hopById(id)
  if (hop === undefined) {
    const near = PLAYABLE.find((known) => id.length > 2 && known.startsWith(id)) ?? nearest(id, PLAYABLE)
    const hint = near === undefined ? `there are ${PLAYABLE.join(', ')}` : `did you mean ${near}?`
    throw usage(`there is no hop "${id}": ${hint}`)
  }
  if (!PATH_HOPS.includes(hop))
    throw usage(`${id} cannot be played: ${whyNot(hop)}; those that can: ${PLAYABLE.join(', ')}`)
  return hop
}

const whyNot = ({ layer }: Hop): string =>
  layer === 7 ? 'it ends connections itself (layer 7) and does not forward them' : 'it has no idle timeout'

function idleMsOf({ idleMs }: PolicyWish, hop: Hop | undefined): number {
  if (idleMs !== undefined) return idleMs
  if (hop?.idleTimeoutS == null)
    throw usage('an idle timeout is needed: that of a hop (--hop aws-nlb-tcp), or your own (--idle 5s)')
  return hop.idleTimeoutS * 1000
}

function scaled(idleMs: number, scale: number): number {
  if (!(scale >= 1 && scale <= MOST_SCALE)) throw usage(`scale ${scale} is out of range: 1 to ${MOST_SCALE}`)
  const ms = idleMs / scale
  if (ms >= LEAST_MS && ms <= MOST_MS) return ms
  const range = `${formatDuration(LEAST_MS)} to ${formatDuration(MOST_MS)}`
  throw usage(`an idle timeout of ${idleMs / 1000}s ÷ ${scale} = ${ms / 1000}s is out of range: ${range}`)
}

const usage = (message: string): HalfopenError => new HalfopenError('HO_USAGE', message)
