import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kernelBackend } from '../kernel/index.js'
import { nativeBackend } from '../native/index.js'
import { portableBackend } from '../portable/index.js'
import type { BackendFactory } from '../types.js'
import { CONTRACT } from './contract.js'
import { Performance } from './performance.js'

const BACKENDS = [kernelBackend, nativeBackend, portableBackend]

/** All that a backend may leave out where it works. */
const EXCUSED: Readonly<Record<string, readonly string[]>> = {
  kernel: CONTRACT.filter(({ policy }) => ['reset-both', 'close'].includes(policy.atExpiry)).map(({ name }) => name),
  native: [],
  portable: CONTRACT.filter(({ excusedBy }) => excusedBy !== undefined).map(({ name }) => name),
}

describe('the contract of a middlebox', () => {
  const performances = new Map<BackendFactory, Performance>()
  const performanceOf = (backend: BackendFactory) => performances.get(backend) as Performance

  beforeAll(() => {
    for (const backend of BACKENDS) performances.set(backend, new Performance(backend))
  })

  afterAll(async () => {
    for (const performance of performances.values()) await performance[Symbol.asyncDispose]()
  })

  describe.each(BACKENDS)('$backend', (backend) => {
    it.for(CONTRACT)('$name', async (one, { skip }) => {
      const outcome = await performanceOf(backend).outcomeOf(one)
      if (outcome.kind === 'skipped') skip(outcome.why)
      expect(outcome).toEqual({ kind: 'played' })
    })

    // An ordinary user may lack what a backend needs; root has it, and then nothing may hide behind a skip.
    it.runIf(process.platform === 'linux' && process.geteuid?.() === 0)(
      'leaves out only what it declares',
      async () => {
        expect(await performanceOf(backend).skipped()).toEqual(EXCUSED[backend.backend])
      },
    )
  })
})
