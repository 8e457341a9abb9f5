import { z } from 'zod'
import { rate } from './attributes.js'
import { defineFault } from './fault.js'
import { Pace } from './pace.js'

/** A slow stream trickles instead of jumping: no piece is larger than what the rate gives in this time. */
const PIECE_MS = 100

export const bandwidth = defineFault({
  brief: 'Limits each connection to `rate`; 0 lets nothing through.',
  attributes: z.strictObject({ rate: rate('the limit') }),
  async pipe(stage, { rate }) {
    if (rate === 0) return stage.interruption()
    const pace = new Pace(stage)
    for await (const { data, at } of stage.chunks()) {
      let rest = data
      while (rest.length > 0) {
        // 1 KB/s is 1 byte a millisecond.
        const piece = rest.subarray(0, rate * PIECE_MS)
        if (!(await pace.owe(piece.length / rate))) break
        await stage.write({ data: piece, at })
        rest = rest.subarray(piece.length)
      }
      await stage.write({ data: rest, at })
    }
  },
})
