import { z } from 'zod'
import { milliseconds } from './attributes.js'
import { defineFault, type Stage } from './fault.js'

export const timeout = defineFault({
  brief:
    'Drops all data, and closes the connection after `timeout`; 0: never. The stream has a hole, so removing the toxic closes the connection too.',
  attributes: z.strictObject({
    timeout: milliseconds('from when the toxic meets the connection to the close; 0 = never'),
  }),
  async pipe(stage, { timeout }) {
    await Promise.all([drop(stage), timeout > 0 ? closeAt(stage, stage.startedAt + timeout) : undefined])
  },
  undo: (stage) => stage.finish('close'),
})

async function drop(stage: Stage): Promise<void> {
  for await (const _ of stage.chunks());
  if (!stage.interrupted) stage.finish('close')
}

async function closeAt(stage: Stage, due: number): Promise<void> {
  if (await stage.sleep(due - stage.now())) stage.finish('close')
}
