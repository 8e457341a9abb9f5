import { z } from 'zod'
import type { Chunk } from '../stream/index.js'
import { milliseconds } from './attributes.js'
import { defineFault, type Stage } from './fault.js'

export const resetPeer = defineFault({
  brief: 'Answers the first data, or the end, with a RST to both ends after `timeout`; nothing gets through.',
  attributes: z.strictObject({ timeout: milliseconds('from the first data to the RST') }),
  async pipe(stage, { timeout }) {
    const first = await firstOf(stage)
    if (!stage.interrupted && (await stage.sleep(timeout))) stage.finish('reset')
    else if (first !== undefined) await stage.write(first)
  },
})

async function firstOf(stage: Stage): Promise<Chunk | undefined> {
  for await (const chunk of stage.chunks()) return chunk
  return undefined
}
