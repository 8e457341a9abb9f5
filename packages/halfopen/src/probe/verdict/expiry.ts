import type { Expiry } from '@halfopen/core'
import { isUnheard, type Later, type Outcome } from './outcome.js'

/** What happens at expiry; undefined: not known yet, or never seen. */
export function expiryOf(gone: readonly Outcome[]): Expiry | undefined {
  const votes = gone.map(expiryShown).filter((expiry) => expiry !== undefined)
  const counts = new Map<Expiry, number>()
  for (const vote of votes) counts.set(vote, (counts.get(vote) ?? 0) + 1)
  const [most] = [...counts].sort(([, a], [, b]) => b - a)
  if (most === undefined) return undefined
  const [expiry] = most
  // Both look the same as a slow server until a connection that only listened has heard nothing.
  if (needsControl(expiry, gone) && !gone.some((outcome) => laterOf(outcome) === 'nothing')) return undefined
  return expiry
}

function expiryShown(outcome: Outcome): Expiry | undefined {
  if (outcome.ending.kind === 'closed') return 'close'
  if (outcome.ending.kind === 'reset') return 'reset-both'
  switch (laterOf(outcome)) {
    case 'reset':
      return 'reset-late'
    case 'unacknowledged':
    case 'acknowledged':
      return 'silent'
    case 'closed':
      return 'close'
    case 'answer':
      return 'block-inbound'
    case 'nothing':
    case undefined:
      return undefined
  }
}

const laterOf = ({ ending }: Outcome): Later | undefined => (ending.kind === 'dead' ? ending.later : undefined)

/** In the modes where the client speaks first every silence is ended by a use: no rung only listens. */
function needsControl(expiry: Expiry, gone: readonly Outcome[]): boolean {
  if (!gone.some(isUnheard)) return false
  return (
    expiry === 'block-inbound' ||
    (expiry === 'silent' && !gone.some((outcome) => laterOf(outcome) === 'unacknowledged'))
  )
}
