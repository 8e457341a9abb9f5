import { PATH_HOPS } from '@halfopen/core'
import { describe, expect, it } from 'vitest'
import { type PolicyWish, policyOf } from './index.js'

describe('the policy', () => {
  it.each<[PolicyWish, object]>([
    [{ hop: 'aws-nlb-tcp' }, { idleTimeoutMs: 350_000, atExpiry: 'reset-late', keepAlive: 'honour' }],
    [
      { hop: 'aws-nlb-tcp', scale: 100 },
      { idleTimeoutMs: 3500, atExpiry: 'reset-late', keepAlive: 'honour' },
    ],
    [
      { hop: 'envoy-tcp', scale: 1000 },
      { idleTimeoutMs: 3600, atExpiry: 'close', keepAlive: 'ignore' },
    ],
    [
      { hop: 'azure-lb', atExpiry: 'reset-both' },
      { idleTimeoutMs: 240_000, atExpiry: 'reset-both' },
    ],
    [
      { hop: 'aws-nlb-tcp', idleMs: 60_000 },
      { idleTimeoutMs: 60_000, atExpiry: 'reset-late' },
    ],
    [{ hop: 'aws-nlb-tls' }, { keepAlive: 'honour' }],
    [{ idleMs: 50 }, { idleTimeoutMs: 50, atExpiry: 'silent', keepAlive: 'honour' }],
    [
      { idleMs: 5000, keepAlive: 'ignore', atExpiry: 'close' },
      { atExpiry: 'close', keepAlive: 'ignore' },
    ],
  ])('of %j', (wish, policy) => {
    expect(policyOf(wish)).toMatchObject(policy)
  })

  it('exists for every hop that forwards TCP', () => {
    for (const { id, idleTimeoutS } of PATH_HOPS) {
      expect(policyOf({ hop: id }).idleTimeoutMs).toBe((idleTimeoutS ?? 0) * 1000)
    }
  })

  it.each<[PolicyWish, string]>([
    [{ hop: 'aws-nbl-tcp' }, 'there is no hop "aws-nbl-tcp": did you mean aws-nlb-tcp?'],
    [{ hop: 'aws-nlb' }, 'there is no hop "aws-nlb": did you mean aws-nlb-tcp?'],
    [{ hop: 'zzzzzzzzzzzz' }, 'there are aws-nlb-tcp, '],
    [{ hop: 'aws-alb' }, 'aws-alb cannot be played: it ends connections itself (layer 7)'],
    [{ hop: '__proto__' }, 'there is no hop'],
    [{}, 'an idle timeout is needed'],
    [{ idleMs: 49 }, 'an idle timeout of 0.049s ÷ 1 = 0.049s is out of range: 50ms to 366d'],
    [{ hop: 'aws-nlb-tcp', scale: 10_000 }, '350s ÷ 10000 = 0.035s is out of range'],
    [{ idleMs: 5000, scale: 0.5 }, 'scale 0.5 is out of range'],
    [{ idleMs: 5000, scale: Number.NaN }, 'scale NaN is out of range'],
    [{ idleMs: Number.NaN }, 'out of range'],
    [{ idleMs: Number.POSITIVE_INFINITY }, 'out of range'],
  ])('%j is refused', (wish, message) => {
    expect(() => policyOf(wish)).toThrow(expect.objectContaining({ code: 'HO_USAGE' }))
    expect(() => policyOf(wish)).toThrow(message)
  })
})
