import { expect, it } from 'vitest'
import type { FlowPolicy } from '../types.js'
import { cannot, refuses } from './limits.js'

const POLICY: FlowPolicy = { idleTimeoutMs: 3500, atExpiry: 'reset-late', keepAlive: 'honour' }

it('plays what a packet filter can', () => {
  expect(refuses(POLICY)).toBeUndefined()
  expect(refuses({ ...POLICY, atExpiry: 'close' })).toContain('only when a packet comes')
})

it('says when it is not conntrack that keeps the time', () => {
  expect(cannot(POLICY).join()).toContain('in place of conntrack')
  expect(cannot({ ...POLICY, idleTimeoutMs: 3000 }).join()).not.toContain('conntrack')
})
