import { describe, expect, it } from 'vitest'
import type { Backend, BackendFactory, FlowPolicy } from '../types.js'
import { chooseBackend } from './choice.js'

const policy: FlowPolicy = { idleTimeoutMs: 1000, atExpiry: 'silent', keepAlive: 'honour' }

const factory = (backend: Backend, why: { refuses?: string; unavailable?: string } = {}): BackendFactory => ({
  backend,
  refuses: () => why.refuses,
  unavailable: async () => why.unavailable,
  open: () => Promise.reject(new Error('not opened here')),
})

const ALL = [factory('kernel'), factory('native'), factory('portable')]

describe('the choice of a backend', () => {
  it('is the most faithful one that works', async () => {
    expect(await chooseBackend({ policy }, ALL)).toEqual({ factory: ALL[0], passedOver: [] })
  })

  it('says why the more faithful ones were passed over', async () => {
    const factories = [
      factory('kernel', { refuses: 'cannot play that' }),
      factory('native', { unavailable: 'no koffi' }),
      factory('portable'),
    ]
    const { factory: chosen, passedOver } = await chooseBackend({ policy, backend: 'auto' }, factories)
    expect(chosen.backend).toBe('portable')
    expect(passedOver).toEqual([
      { backend: 'kernel', why: 'cannot play that' },
      { backend: 'native', why: 'no koffi' },
    ])
  })

  it('leaves out what clients of this host cannot reach', async () => {
    const { factory, passedOver } = await chooseBackend({ policy, reach: 'host' }, ALL)
    expect(factory.backend).toBe('native')
    expect(passedOver).toEqual([{ backend: 'kernel', why: 'only clients that it starts itself can reach it' }])
  })

  it('is the one asked for, or none', async () => {
    expect((await chooseBackend({ policy, backend: 'portable' }, ALL)).factory.backend).toBe('portable')
    const broken = [factory('native', { unavailable: 'no koffi' }), factory('portable')]
    await expect(chooseBackend({ policy, backend: 'native' }, broken)).rejects.toMatchObject({
      code: 'HO_BACKEND',
      message: 'no middlebox can be played: native: no koffi',
    })
  })
})
