import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { Pulse } from './pulse.js'

/** Runs the work until it says that it is done. */
const pulsing = (work: (nowMs: number, done: () => void) => number): Promise<Pulse> =>
  new Promise((resolve) => {
    const pulse: Pulse = new Pulse((nowMs) => work(nowMs, () => resolve(pulse)))
    pulse.wake()
  })

describe('the pulse', () => {
  it('runs when the work asks for it, sleeps when it does not, and wakes', async () => {
    let runs = 0
    const pulse = await pulsing((nowMs, done) => {
      runs += 1
      if (runs >= 3) done()
      return runs < 3 ? nowMs + 1 : Infinity
    })
    expect(runs).toBe(3)
    pulse.wake()
    expect(runs).toBe(4)
  })

  it('never runs after stop', async () => {
    let runs = 0
    const pulse = new Pulse((nowMs) => {
      runs += 1
      return nowMs
    })
    pulse.wake()
    pulse.stop()
    pulse.wake()
    await sleep(5)
    expect(runs).toBe(1)
  })

  it('leaves the processor to others when the work takes long', async () => {
    const starts: number[] = []
    await pulsing((nowMs, done) => {
      starts.push(nowMs)
      const before = process.cpuUsage()
      while (process.cpuUsage(before).user < 5000);
      if (starts.length === 3) done()
      return starts.length === 3 ? Infinity : nowMs
    })
    const [first = 0, second = 0, third = 0] = starts
    // 5 ms of work and 15 of rest, less what timers round off: they count whole milliseconds of the loop's own clock.
    expect(Math.min(second - first, third - second)).toBeGreaterThanOrEqual(18)
  })
})
