import { type Expiry, formatDuration } from '@halfopen/core'
import type { Middlebox } from '@halfopen/lab'

/** What a middlebox does, in two sentences: when it forgets and what then, and what probes do. */
export function policyInWords(box: Pick<Middlebox, 'backend' | 'policy'>, scale: number): readonly string[] {
  const { idleTimeoutMs, atExpiry } = box.policy
  const played = scale === 1 ? '' : ` (${(idleTimeoutMs * scale) / 1000}s ÷ ${scale})`
  return [
    `forgets a connection after ${formatDuration(idleTimeoutMs)} of silence${played}: ${EXPIRY_IN_WORDS[atExpiry]}`,
    probesInWords(box),
  ]
}

function probesInWords({ backend, policy }: Pick<Middlebox, 'backend' | 'policy'>): string {
  if (backend === 'portable') return 'only data resets the timer'
  return policy.keepAlive === 'honour'
    ? 'TCP keep-alive probes reset the timer'
    : 'TCP keep-alive probes do not reset the timer'
}

const EXPIRY_IN_WORDS: Readonly<Record<Expiry, string>> = {
  silent: 'passes nothing on any more and tells nobody',
  'reset-late': 'tells nobody, then resets whoever sends next, and only that side',
  'reset-both': 'resets both sides at once',
  close: 'closes both sides at once',
  'block-inbound': 'drops what the server sends until the client has sent again',
}
