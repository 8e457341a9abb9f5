import type { Group } from '../connection/index.js'
import type { CauseId } from '../words/index.js'
import type { Confidence, Severity } from './finding.js'

/**
 * How strongly the kernel's facts point at this process rather than at the
 * other end: `proof` where only it can have done this (unread bytes, a FIN it
 * has not answered, descriptors at their limit), `pattern` where the other end
 * could be at fault with the same facts.
 */
export type Weight = 'proof' | 'pattern'

/** What a rule has found, before blame is settled and the remedy added. */
export interface Draft {
  readonly cause: CauseId
  readonly severity: Severity
  readonly confidence: Confidence
  readonly weight: Weight
  /** Index into Snapshot.processes. */
  readonly process: number
  readonly direction: 'inbound' | 'outbound' | null
  readonly remote: string | null
  readonly localPort: number | null
  /** Rows of the table that are the evidence; may be empty where they are gone. */
  readonly rows: readonly number[]
  readonly connections: number
  readonly oldestMs: number
  readonly summary: string
  readonly evidence: readonly string[]
  /** Growth of the descriptors this takes, per minute; null where it takes none. */
  readonly descriptorsPerMinute: number | null
}

/** Where a finding about a whole group is. */
export function placeOf(group: Group): Pick<Draft, 'process' | 'direction' | 'remote' | 'localPort'> {
  const { process, direction, remote, localPort } = group
  return { process, direction, remote, localPort }
}
