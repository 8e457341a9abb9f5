import { describe, expect, it } from 'vitest'
import type { Flow } from './flow.js'
import { Forgotten, FORGOTTEN_LIMIT } from './forgotten.js'

const flow = (number: number): Flow => ({ number }) as Flow

describe('forgotten flows', () => {
  it('are bounded: the oldest makes room', () => {
    const forgotten = new Forgotten()
    for (let n = 0; n < FORGOTTEN_LIMIT; n++) expect(forgotten.add(flow(n))).toBeUndefined()
    expect(forgotten.add(flow(FORGOTTEN_LIMIT))?.number).toBe(0)
    expect(forgotten.add(flow(FORGOTTEN_LIMIT + 1))?.number).toBe(1)
    expect(forgotten.size).toBe(FORGOTTEN_LIMIT)
  })

  it('are all looked at in turn, while some come and go', () => {
    const forgotten = new Forgotten()
    const flows = Array.from({ length: 1000 }, (_, n) => flow(n))
    for (const one of flows) forgotten.add(one)
    const seen = new Set<number>()
    for (let beat = 0; beat < 3; beat++) {
      for (const { number } of forgotten.some()) {
        seen.add(number)
        if (number % 2 === 0) forgotten.delete(flows[number] as Flow)
      }
    }
    expect(seen.size).toBe(1000)
    expect(forgotten.size).toBe(500)
  })

  it('that are few are looked at once a beat, none when there is none', () => {
    const forgotten = new Forgotten()
    expect([...forgotten.some()]).toEqual([])
    const one = flow(1)
    forgotten.add(one)
    expect([...forgotten.some()]).toEqual([one])
    expect([...forgotten.some()]).toEqual([one])
    forgotten.delete(one)
    expect([...forgotten.some()]).toEqual([])
  })
})
