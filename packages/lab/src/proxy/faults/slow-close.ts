import { z } from 'zod'
import { milliseconds } from './attributes.js'
import { defineFault } from './fault.js'
import { noop } from './noop.js'

export const slowClose = defineFault({
  brief: 'Holds back the end of the stream (FIN or RST) for `delay`; data is not delayed.',
  attributes: z.strictObject({ delay: milliseconds('how long the end is held back') }),
  async pipe(stage, { delay }) {
    await noop.pipe(stage, {})
    await stage.sleep(delay)
  },
})
