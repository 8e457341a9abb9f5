import { z } from 'zod'
import { bytes, seconds } from './attributes.js'
import { passUpTo } from './limit-data.js'
import { defineFault, type Stage } from './fault.js'

export const closeAfter = defineFault({
  brief: 'Closes the connection after a time, or after a number of bytes, whichever comes first, by FIN or by RST.',
  attributes: z.strictObject({
    seconds: seconds('from when the toxic meets the connection; 0 = no limit of time'),
    bytes: bytes('how many bytes get through; 0 = no limit of bytes'),
    how: z.enum(['fin', 'rst']).default('fin').meta({ description: 'what both ends get' }),
  }),
  async pipe(stage, { seconds, bytes, how }) {
    const ending = how === 'rst' ? 'reset' : 'close'
    const close = () => stage.finish(ending)
    await Promise.all([
      seconds > 0 ? closeAt(stage, stage.startedAt + seconds * 1000, close) : undefined,
      bytes > 0 ? closeWhenPassed(stage, bytes, close) : stage.pass(),
    ])
  },
})

async function closeAt(stage: Stage, due: number, close: () => void): Promise<void> {
  if (await stage.sleep(due - stage.now())) close()
}

async function closeWhenPassed(stage: Stage, limit: number, close: () => void): Promise<void> {
  if (await passUpTo(stage, limit)) close()
  else await stage.pass()
}
