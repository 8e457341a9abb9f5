import { expect, it } from 'vitest'

import type { Side } from '../faults/index.js'
import { Channel } from '../stream/index.js'
import { type Play, RunningStage } from './stage.js'

const nobody: Side = {
  vanish: () => undefined,
  reappear: () => undefined,
  reset: () => undefined,
  segmentsIn: () => undefined,
  hasSpoken: () => false,
}

it('does not begin another play when its connection ended while the last one stopped', async () => {
  const stage = new RunningStage({
    input: new Channel(1000),
    output: new Channel(1000),
    sender: nobody,
    receiver: nobody,
    random: () => 0,
    lastDataAt: () => 0,
    note: () => undefined,
    failed: () => undefined,
  })
  let plays = 0
  const play: Play = {
    pipe: async (own) => {
      plays += 1
      await own.interruption()
    },
    undo: () => undefined,
  }
  stage.start(play)
  await Promise.all([stage.change(play), stage.end()])
  expect([plays, stage.interrupted]).toEqual([1, true])
})
