import { describe, expect, it } from 'vitest'
import type { FlowPolicy } from '../../types.js'
import { addressFor, destinationOf } from './addresses.js'
import { countsIn } from './counts.js'
import { middleRules } from './ruleset.js'
import { middleScript } from './scripts.js'

const POLICY: FlowPolicy = { idleTimeoutMs: 3500, atExpiry: 'reset-late', keepAlive: 'honour' }

describe('addresses', () => {
  const target = { host: '::1', port: 443 }

  it('are those of this host', () => {
    expect(addressFor({ host: '10.0.0.5', port: 80 })).toEqual({ host: '10.0.0.5', port: 80 })
    expect(destinationOf({ host: '10.0.0.5', port: 80 }, target)).toEqual({ host: '10.0.0.5', port: 80 })
  })

  it('of the loopback cross the wire as others', () => {
    expect(destinationOf({ host: '198.19.0.1', port: 80 }, target)).toEqual({ host: '127.0.0.1', port: 80 })
  })

  it('that IPv4 cannot say get one that it can', () => {
    expect(destinationOf(addressFor(target), target)).toEqual(target)
  })
})

describe('the rules', () => {
  it('forget after the timeout, to the millisecond', () => {
    expect(middleRules(POLICY)).toContain('ip daddr . tcp dport timeout 3500ms')
  })

  it('leave it to conntrack where that can play it', () => {
    const whole = { ...POLICY, idleTimeoutMs: 3000 }
    expect(middleRules(whole)).toContain('ct state invalid goto late')
    expect(middleRules(POLICY)).not.toContain('ct state')
    expect(middleRules({ ...whole, keepAlive: 'ignore' })).not.toContain('ct state')
    expect(middleRules({ ...whole, atExpiry: 'block-inbound' })).not.toContain('ct state')
    expect(middleScript(whole)).toContain('echo 3 > /proc/sys/net/netfilter/nf_conntrack_tcp_timeout_established')
    expect(middleScript(POLICY)).not.toContain('nf_conntrack')
  })

  it('answer late packets, or do not', () => {
    expect(middleRules(POLICY)).toContain('reject with tcp reset')
    expect(middleRules({ ...POLICY, atExpiry: 'silent' })).not.toContain('reject')
  })

  it('know a segment without data by its length', () => {
    expect(middleRules(POLICY)).not.toContain('doff')
    expect(middleRules({ ...POLICY, keepAlive: 'ignore' })).toContain('tcp doff 8 ip hdrlength 5 ip length 52 accept')
  })
})

it('counts what nft lists', () => {
  const key = (port: number) => ({ concat: ['198.18.0.2', port, '198.19.0.1', 80] })
  const listing = {
    nftables: [
      { metainfo: {} },
      { counter: { name: 'opened', packets: 5 } },
      { counter: { name: 'revived', packets: 1 } },
      { set: { name: 'known', elem: [key(1), key(2)] } },
      { set: { name: 'remembered', elem: [{ elem: { val: key(2), timeout: 3, expires: 1 } }] } },
    ],
  }
  expect(countsIn(JSON.stringify(listing))).toEqual({ opened: 5, forgotten: 2 })
  expect(countsIn(JSON.stringify({ nftables: [{ set: { name: 'known' } }] }))).toEqual({ opened: 0, forgotten: 0 })
})
