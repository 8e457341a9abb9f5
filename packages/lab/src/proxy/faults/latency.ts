import { z } from 'zod'
import { milliseconds } from './attributes.js'
import { defineFault } from './fault.js'

export const latency = defineFault({
  brief: 'Delays everything by `latency` ± `jitter`; the order is kept, and the end follows the last byte.',
  attributes: z.strictObject({
    latency: milliseconds('delay of each chunk'),
    jitter: milliseconds('the delay varies evenly by up to this much, both ways'),
  }),
  // Toxiproxy's 1024 chunks of 32 KB: the delay must not become a limit of the bandwidth.
  bufferBytes: 32 * 1024 * 1024,
  async pipe(stage, { latency, jitter }) {
    for await (const { data, at } of stage.chunks()) {
      const due = at + latency + (stage.random() * 2 - 1) * jitter
      // Interrupted: at once, but not lost.
      await stage.sleep(due - stage.now())
      await stage.write({ data, at: due })
    }
  },
})
