import { formatDuration, type Hop, hopById, HOPS } from '@halfopen/core'
import { type Behind, type GuardOptions, NUMBER_OPTIONS } from './options.js'
import { bad, isObject, shown } from './settings.js'

/** What to change, why, and to which number; `useMs` is null where this server cannot mend it alone. */
export interface Advice {
  readonly option: 'idleTimeoutMs' | 'tcpKeepAliveTimeMs'
  readonly setMs: number
  readonly useMs: number | null
  readonly why: string
}

/** How much longer than the hop in front: its timer, ours and the network may differ by a little, never by this. */
const MARGIN_MS = 5_000
/** Node probes every second once the TCP keep-alive time has passed, and cannot be told otherwise before 24.19. */
const PROBE_INTERVAL_MS = 1_000

interface Front {
  readonly hop: Hop
  /** null: it never closes an idle connection. */
  readonly idleTimeoutMs: number | null
}

/** @throws HalfopenError HO_OPTION when the hop is not in the table. */
export function frontOf(behind: Behind | undefined): Front | undefined {
  if (behind === undefined) return undefined
  if (typeof behind !== 'string' && !isObject(behind)) throw bad(`behind is ${shown(behind)}: a hop is needed`)
  const id: unknown = typeof behind === 'string' ? behind : behind.hop
  const hop = typeof id === 'string' ? hopById(id) : undefined
  if (hop === undefined) throw bad(`behind is ${shown(id)}: one of ${HOPS.map(({ id }) => id).join(', ')} is needed`)
  if (typeof behind === 'string')
    return { hop, idleTimeoutMs: hop.idleTimeoutS === null ? null : hop.idleTimeoutS * 1000 }
  const { idleTimeoutMs } = behind
  if (Number.isInteger(idleTimeoutMs) && idleTimeoutMs >= 1) return { hop, idleTimeoutMs }
  throw bad(`behind.idleTimeoutMs is ${shown(idleTimeoutMs)}: a whole number of milliseconds from 1 is needed`)
}

/** The idle timeout that lets the hop in front close first; undefined when nothing in front decides it. */
export function idleTimeoutBehind(front: Front | undefined): number | undefined {
  if (front === undefined || front.hop.layer === 4 || front.idleTimeoutMs === null) return undefined
  return Math.min(front.idleTimeoutMs + MARGIN_MS, NUMBER_OPTIONS.idleTimeoutMs.max)
}

/** What is wrong between the hop in front and these two settings. */
export function adviceFor(
  front: Front | undefined,
  set: Required<Pick<GuardOptions, 'idleTimeoutMs' | 'tcpKeepAliveTimeMs'>>,
): readonly Advice[] {
  if (front === undefined) return []
  return front.hop.layer === 7 ? reuseAdvice(front, set.idleTimeoutMs) : silenceAdvice(front, set.tcpKeepAliveTimeMs)
}

/** The chain rule `reuse`: the accepting side's idle timeout must be the longer one. */
function reuseAdvice({ hop, idleTimeoutMs: theirs }: Front, setMs: number): readonly Advice[] {
  if (theirs !== null && setMs > theirs) return []
  const closes = theirs === null ? 'never by itself' : `after ${formatDuration(theirs)}`
  const why = `${hop.name} closes an idle connection to this server ${closes}, this server after ${formatDuration(setMs)}: the hop reuses connections that this server is just closing, and its clients see 502`
  const useMs = theirs === null ? null : Math.min(theirs + MARGIN_MS, NUMBER_OPTIONS.idleTimeoutMs.max)
  return [{ option: 'idleTimeoutMs', setMs, useMs, why }]
}

/** The chain rule `silence`: a probe must cross the path before it forgets the connection. */
function silenceAdvice({ hop, idleTimeoutMs: theirs }: Front, setMs: number): readonly Advice[] {
  if (theirs === null || hop.keepAliveProbeResets === false) return []
  if (setMs > 0 && setMs + PROBE_INTERVAL_MS < theirs) return []
  const probes =
    setMs === 0 ? 'TCP keep-alive is off here' : `the first TCP keep-alive probe comes after ${formatDuration(setMs)}`
  const why = `${hop.name} forgets a connection that is silent for ${formatDuration(theirs)}, and ${probes}: a response that takes longer never arrives`
  return [{ option: 'tcpKeepAliveTimeMs', setMs, useMs: Math.min(60_000, Math.floor(theirs / 2)), why }]
}
