import type { FlowEvent } from '@halfopen/lab'

import type { Opened } from './lines.js'

/** The first line of `--json`. */
export const startRow = ({ box, target, scale, passedOver }: Opened): string =>
  JSON.stringify({
    schema: 'halfopen.middlebox/1',
    address: box.address,
    target,
    backend: box.backend,
    passedOver,
    cannot: box.cannot,
    policy: box.policy,
    scale,
  })

/** Every later line. */
export const eventRow = ({ flow, client, ageMs, what }: FlowEvent, at: Date): string =>
  JSON.stringify({ at: at.toISOString(), flow, client, ageMs: Math.round(ageMs * 10) / 10, ...what })
