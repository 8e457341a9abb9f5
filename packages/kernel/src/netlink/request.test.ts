import { ALL_STATES } from '@halfopen/core'
import { expect, it } from 'vitest'
import { captured } from '../testing/captured.js'
import { encodeDumpRequest } from './request.js'

it.each([
  ['both', 'both'],
  ['ipv4', 2],
  ['ipv6', 10],
] as const)('encodes the request that the capture sent: %s', (kind, family) => {
  const bytes = encodeDumpRequest({ family, states: ALL_STATES, sequence: captured.sequence })
  expect(Buffer.from(bytes).toString('hex')).toBe(captured.requests[kind])
})

it('asks the kernel for the given states only', () => {
  const bytes = encodeDumpRequest({ family: 2, states: ['CLOSE-WAIT', 'SYN-RECEIVED'], sequence: 1 })
  expect(new DataView(bytes.buffer).getUint32(20, true)).toBe((1 << 8) | (1 << 3) | (1 << 12))
})
