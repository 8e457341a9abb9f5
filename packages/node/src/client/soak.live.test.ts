import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildPrograms, type Outcome, soak } from './testing/soak/index.js'

const REQUESTS = 7_000
const corpus = (node: string) => fileURLToPath(new URL(`../../corpus/node_modules/${node}/bin/node`, import.meta.url))
const nodes = [
  ['20', process.execPath],
  ['22', corpus('node22')],
  ['24', corpus('node24')],
] as const

let programs: Awaited<ReturnType<typeof buildPrograms>>
beforeAll(async () => {
  programs = await buildPrograms()
})
afterAll(() => programs[Symbol.asyncDispose]())

it.each(nodes)('Node.js %s: 7,000 requests through faults', { timeout: 180_000 }, async (version, node) => {
  const outcome = await soak({ programs, node, requests: REQUESTS, seed: Number(version) })
  expect(outcome.account).toMatchObject({ lost: [], wrong: [], unaccounted: [] })
  expect(outcome).toMatchObject({ forbiddenTwice: 0, answeredUnseen: 0, unrest: [] })
  for (const { atRest, available, closed } of outcome.stages) {
    expect(atRest.sockets - outcome.before.sockets).toBeLessThanOrEqual(available)
    expect([closed.descriptors, closed.sockets]).toEqual([outcome.before.descriptors, outcome.before.sockets])
  }
  // There was something to survive, and something that none could.
  expect(sum(outcome, 'asked')).toBe(REQUESTS)
  expect(sum(outcome, 'again')).toBeGreaterThan(0)
  expect(sum(outcome, 'failed')).toBeGreaterThan(0)
})

const sum = ({ byPath }: Outcome, what: 'asked' | 'again' | 'failed') =>
  Object.values(byPath).reduce((sum, tally) => sum + tally[what], 0)
