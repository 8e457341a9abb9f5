import { expect, it } from 'vitest'
import type { FlowPolicy } from '../types.js'
import { refuses } from './limits.js'

const POLICY: FlowPolicy = { idleTimeoutMs: 3500, atExpiry: 'reset-late', keepAlive: 'honour' }

it('plays what a packet filter can', () => {
  expect(refuses(POLICY)).toBeUndefined()
  expect(refuses({ ...POLICY, atExpiry: 'close' })).toContain('only when a packet comes')
})
