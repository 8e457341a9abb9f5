import { ALL_STATES } from '@halfopen/core'
import { describe, expect, it } from 'vitest'
import { SocketSink } from '../sockets/index.js'
import { answerOf } from '../testing/captured.js'
import { decoded } from '../testing/datagrams.js'
import { ending, FakeChannel } from '../testing/fake-channel.js'
import { Dumper } from './dumper.js'
import { NetlinkSource } from './source.js'

const ENOENT = 2
const EACCES = 13
const DUMP_INTR = 0x10

const both = answerOf('both')
const interrupted = [...both.slice(0, -1), ending(0, DUMP_INTR)]
const everything = decoded('both')

function dump(answers: readonly (readonly Uint8Array[])[]) {
  const channel = new FakeChannel(answers)
  const sink = new SocketSink()
  const reading = new Dumper(channel).dump(ALL_STATES, sink)
  return { channel, sink, reading }
}

describe('a dump', () => {
  it('reads all datagrams', () => {
    const { reading, sink, channel } = dump([both])
    expect(reading).toEqual({ ok: true, value: { inconsistent: false } })
    expect(sink.table.length).toBe(everything.table.length)
    expect(sink.listeners).toEqual(everything.listeners)
    expect(channel.requests).toHaveLength(1)
  })

  it('is asked again when the table changed, and counts nothing twice', () => {
    const { reading, sink, channel } = dump([interrupted, both])
    expect(reading).toEqual({ ok: true, value: { inconsistent: false } })
    expect(sink.table.length).toBe(everything.table.length)
    expect(channel.requests).toHaveLength(2)
  })

  it('is taken as it is after three attempts, and says so', () => {
    const { reading, sink } = dump([interrupted, interrupted, interrupted])
    expect(reading).toEqual({ ok: true, value: { inconsistent: true } })
    expect(sink.table.length).toBe(everything.table.length)
  })

  it('asks family by family where the kernel knows no other way', () => {
    const { reading, sink, channel } = dump([[ending(ENOENT)], answerOf('ipv4'), answerOf('ipv6')])
    expect(reading.ok).toBe(true)
    expect(sink.table.length).toBe(everything.table.length)
    expect(channel.requests).toHaveLength(3)
  })

  it('does without IPv6', () => {
    const { reading, sink } = dump([[ending(ENOENT)], answerOf('ipv4'), [ending(ENOENT)]])
    expect(reading.ok).toBe(true)
    expect(sink.table.length).toBe(decoded('ipv4').table.length)
  })

  it('names the refusal', () => {
    const { reading } = dump([[ending(EACCES)], [ending(EACCES)]])
    expect(reading).toMatchObject({ ok: false, error: { code: 'HO_NETLINK_RECEIVE' } })
    expect(reading.ok ? '' : reading.error.message).toContain('EACCES')
  })

  it('fails when the answer stops', () => {
    expect(dump([both.slice(0, -1)]).reading).toMatchObject({ ok: false, error: { code: 'HO_NETLINK_RECEIVE' } })
  })
})

describe('a source', () => {
  const broken = both.map((bytes, i) => (i === 1 ? bytes.subarray(0, 999) : bytes))

  it('closes a channel that failed and opens another', () => {
    const channels = [new FakeChannel([both, broken]), new FakeChannel([both])]
    let opened = 0
    const source = new NetlinkSource(() => ({ ok: true, value: channels[opened++] ?? new FakeChannel([]) }))
    expect(source.read(ALL_STATES, new SocketSink()).ok).toBe(true)
    expect(source.read(ALL_STATES, new SocketSink())).toMatchObject({ ok: false, error: { code: 'HO_NETLINK_DECODE' } })
    expect(channels[0]?.closed).toBe(true)
    expect(source.read(ALL_STATES, new SocketSink()).ok).toBe(true)
    expect(opened).toBe(2)
  })
})
