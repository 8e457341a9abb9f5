import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { inParallel } from './batch.js'

it('runs no more than so many at a time and keeps the order', async () => {
  let running = 0
  let most = 0
  const results = await inParallel([30, 5, 20, 1], 2, async (ms) => {
    most = Math.max(most, ++running)
    await sleep(ms)
    running -= 1
    return ms
  })
  expect(results).toEqual([30, 5, 20, 1])
  expect(most).toBe(2)
})

it('waits for the others before it tells that one has failed', async () => {
  let ended = 0
  const run = async (ms: number) => {
    await sleep(ms)
    if (ms === 1) throw new Error('one failed')
    ended += 1
  }
  await expect(inParallel([1, 20, 10], 2, run)).rejects.toThrow('one failed')
  expect(ended).toBe(2)
})
