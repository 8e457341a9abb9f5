import { z } from 'zod'
import { bytes } from './attributes.js'
import { defineFault, type Stage } from './fault.js'

export const limitData = defineFault({
  brief: 'Closes the connection when `bytes` have passed.',
  attributes: z.strictObject({ bytes: bytes('how many bytes get through') }),
  async pipe(stage, { bytes }) {
    if (await passUpTo(stage, bytes)) stage.finish('close')
  },
})

/** Passes bytes until `limit` have passed since the fault met the connection: true. False: ended or interrupted before. */
export async function passUpTo(stage: Stage, limit: number): Promise<boolean> {
  for await (const { data, at } of stage.chunks()) {
    await stage.write({ data: data.subarray(0, Math.max(0, limit - stage.written)), at })
    if (stage.written >= limit) return true
  }
  return false
}
