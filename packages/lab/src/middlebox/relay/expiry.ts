import type { Expiry } from '@halfopen/core'
import type { FlowSide } from '../types.js'

/** What happens to a flow whose timeout has passed. */
export interface ExpiryPlay {
  /** The ends from which nothing goes on any more. */
  readonly silences: readonly FlowSide[]
  readonly afterwards: 'nothing' | 'reset-who-sends' | 'reset-both' | 'close-both' | 'wait-for-client'
}

export const EXPIRY_PLAYS: Readonly<Record<Expiry, ExpiryPlay>> = {
  silent: { silences: ['client', 'server'], afterwards: 'nothing' },
  'reset-late': { silences: ['client', 'server'], afterwards: 'reset-who-sends' },
  'reset-both': { silences: [], afterwards: 'reset-both' },
  close: { silences: [], afterwards: 'close-both' },
  'block-inbound': { silences: ['server'], afterwards: 'wait-for-client' },
}
