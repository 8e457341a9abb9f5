import { DAY_MS, HalfopenError } from '@halfopen/core'

import type { Exchange } from '../exchange/index.js'
import { duration, optional, size } from '../parameters/index.js'
import { route } from './route.js'

const USUAL_MS = 10_000

export const slowBody = route({
  path: '/slow-body',
  does: 'sends the body in small pieces, the first one at once',
  parameters: {
    body: size({ does: 'size of the body', usually: '64k', min: 1 }),
    over: optional(duration({ does: 'time from the first piece to the last', usually: '10s' }), '10s, or from rate'),
    rate: optional(size({ does: 'bytes a second, in place of over', usually: '1k', min: 1 }), 'from over'),
    every: duration({ does: 'time from piece to piece', usually: '100ms', min: 10, max: 3_600_000 }),
  },
  async answer(exchange, { body, over, rate, every }) {
    if (over !== undefined && rate !== undefined) throw new HalfopenError('HO_USAGE', 'give over or rate, not both')
    const overMs = over ?? (rate === undefined ? USUAL_MS : (body / rate) * 1000)
    if (overMs > DAY_MS) throw new HalfopenError('HO_USAGE', 'at that rate it would take more than 24h')
    exchange.head(200, { 'content-type': 'text/plain', 'content-length': body })
    await sendPieces(exchange, { body, overMs, every })
    await exchange.end()
  },
})

interface Plan {
  readonly body: number
  readonly overMs: number
  readonly every: number
}

/** By the clock, not by sleeping in between: a thousand pieces would add up a thousand delays. */
async function sendPieces(exchange: Exchange, { body, overMs, every }: Plan): Promise<void> {
  const started = performance.now()
  const steps = Math.min(Math.ceil(overMs / every), body - 1)
  let sent = 0
  for (let step = 0; step <= steps; step++) {
    const dueMs = steps === 0 ? 0 : (overMs * step) / steps
    await exchange.pause(Math.max(0, started + dueMs - performance.now()))
    const upTo = Math.round((body * (step + 1)) / (steps + 1))
    await exchange.fill(upTo - sent)
    sent = upTo
  }
}
