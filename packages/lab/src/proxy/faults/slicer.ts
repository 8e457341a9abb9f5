import { z } from 'zod'
import type { Random } from '../../random/index.js'
import { bytes, microseconds } from './attributes.js'
import { defineFault } from './fault.js'
import { Pace } from './pace.js'

export const slicer = defineFault({
  brief: 'Cuts data into small pieces, with `delay` after each; `average_size` 0 does not cut.',
  attributes: z
    .strictObject({
      average_size: bytes('size of a piece, on average'),
      size_variation: bytes('pieces vary by up to this much, both ways; less than `average_size`'),
      delay: microseconds('pause after each piece'),
    })
    .refine(({ average_size, size_variation }) => size_variation === 0 || size_variation < average_size, {
      path: ['size_variation'],
      message: 'must be less than average_size',
    }),
  async pipe(stage, { average_size, size_variation, delay }) {
    const pace = new Pace(stage)
    for await (const { data, at } of stage.chunks()) {
      let rest = data
      while (rest.length > 0) {
        const size = average_size === 0 ? rest.length : sizeOf(average_size, size_variation, stage.random)
        await stage.write({ data: rest.subarray(0, size), at })
        rest = rest.subarray(size)
        if (!(await pace.owe(delay / 1000))) break
      }
      await stage.write({ data: rest, at })
    }
  },
})

/** At least 1, so that every piece brings the end nearer. */
const sizeOf = (average: number, variation: number, random: Random): number =>
  Math.max(1, Math.round(average + (random() * 2 - 1) * variation))
