import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildProgram } from './testing/build.js'
import { NODES } from './testing/nodes.js'
import { siege } from './testing/siege.js'

let program: Awaited<ReturnType<typeof buildProgram>>
beforeAll(async () => {
  program = await buildProgram('victim')
})
afterAll(() => program[Symbol.asyncDispose]())

describe('3,000 idle and slow connections at ulimit -n 1024', () => {
  it.each(NODES)('%s: the guarded server keeps answering', async (_, node) => {
    const outcome = await siege({ ...common(), node, options: {} })
    expect(outcome.during.failures).toEqual({})
    expect(outcome.after).toMatchObject({ asked: 20, answered: 20, failures: {} })
    expect(outcome.stats?.descriptors).toMatchObject({ limit: 1024, exhausted: 0 })
    expect(outcome.stats?.open).toBeLessThanOrEqual(896)
    expect(outcome.stats?.closed['evicted-idle']).toBeGreaterThan(0)
  })

  it('the unguarded twin does not', async () => {
    const outcome = await siege({ ...common(), node: process.execPath, options: null })
    expect(outcome.after).toMatchObject({ asked: 20, answered: 0 })
  })
})

const common = () => ({ program: program.file, connections: 3_000, descriptors: 1_024, questions: 20 })
