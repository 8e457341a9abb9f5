import { z } from 'zod'
import { defineFault } from './fault.js'

/** Does nothing. Where a new fault starts, and what plays on a connection that its toxicity spares. */
export const noop = defineFault({
  brief: 'Does nothing.',
  attributes: z.strictObject({}),
  async pipe(stage) {
    for await (const chunk of stage.chunks()) await stage.write(chunk)
  },
})
