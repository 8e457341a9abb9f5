import { z } from 'zod'
import { bytes, milliseconds } from './attributes.js'
import { defineFault, type Stage } from './fault.js'

export const halfOpen = defineFault({
  brief:
    'The cable is unplugged: the end that sends into this stream hears nothing any more, and what it sends is not acknowledged. Both 0: at once. Removing the toxic plugs it in again, and nothing is lost.',
  attributes: z.strictObject({
    after: milliseconds('from when the toxic meets the connection; 0 = no limit of time'),
    bytes: bytes('how many bytes get through before; 0 = no limit of bytes'),
  }),
  async pipe(stage, { after, bytes }) {
    stage.sender.reappear()
    if (after === 0 && bytes === 0) unplug(stage)
    await Promise.all([
      after > 0 ? unplugAt(stage, stage.startedAt + after) : undefined,
      bytes > 0 ? unplugWhenPassed(stage, bytes) : stage.pass(),
    ])
  },
  undo: (stage) => stage.sender.reappear(),
})

function unplug(stage: Stage): void {
  stage.sender.vanish()
  stage.note('unplugged')
}

async function unplugAt(stage: Stage, due: number): Promise<void> {
  if (await stage.sleep(due - stage.now())) unplug(stage)
}

async function unplugWhenPassed(stage: Stage, limit: number): Promise<void> {
  for await (const { data, at } of stage.chunks()) {
    const through = Math.max(0, limit - stage.written)
    await stage.write({ data: data.subarray(0, through), at })
    if (stage.written < limit) continue
    unplug(stage)
    // The kernel has acknowledged the rest already: it waits for the cable.
    await stage.interruption()
    await stage.write({ data: data.subarray(through), at })
  }
}
