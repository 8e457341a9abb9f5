import { connectionAt, TCP_STATES, UNKNOWN_WINDOW } from '@halfopen/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SocketSink } from '../sockets/index.js'
import { answerOf, captured } from '../testing/captured.js'
import { datagramOf, decoded } from '../testing/datagrams.js'
import { decodeDatagram } from './decode.js'

const connections = (sink: SocketSink) =>
  Array.from({ length: sink.table.length }, (_, row) => connectionAt(sink.table, row))

const decode = (bytes: Uint8Array, sink = new SocketSink()) =>
  decodeDatagram(datagramOf(bytes), bytes.length, captured.sequence, sink)

describe('the captured dump', () => {
  const sink = decoded('both')
  const all = connections(sink)
  const byRemote = (port: number) => all.filter((one) => one.remote.endsWith(`:${port}`))
  const byLocal = (port: number) => all.filter((one) => one.local.endsWith(`:${port}`))

  it('gives listeners with their accept queue and backlog', () => {
    const listeners = new Map(sink.listeners.map((one) => [one.port, [one.acceptQueue, one.backlogMax]]))
    expect(listeners.get(8001)).toEqual([2, 5])
    expect(listeners.get(8002)).toEqual([0, 16])
    expect(listeners.size).toBe(8)
  })

  it('gives connections that wait to be accepted no inode', () => {
    expect(byLocal(8001).map(({ state, inode }) => ({ state, inode }))).toEqual([
      { state: 'ESTABLISHED', inode: 0 },
      { state: 'ESTABLISHED', inode: 0 },
    ])
  })

  it('counts unread bytes and sees an armed keep-alive timer', () => {
    expect(byRemote(8002)).toMatchObject([{ state: 'ESTABLISHED', receiveQueueBytes: 43, timer: { kind: 'none' } }])
    expect(byLocal(8002)).toMatchObject([{ timer: { kind: 'keepAlive', retries: 0 }, info: { dataSegmentsOut: 1 } }])
    expect(byLocal(8002)[0]?.timer.expiresMs).toBeGreaterThan(7_000_000)
  })

  it('counts a FIN that is not read as one byte', () => {
    expect(byRemote(8003)).toMatchObject([{ state: 'CLOSE-WAIT', receiveQueueBytes: 1, info: { dataSegmentsOut: 1 } }])
    expect(byLocal(8003)).toMatchObject([{ state: 'FIN-WAIT-2', info: { bytesReceived: 5, dataSegmentsIn: 1 } }])
  })

  it('reads the ages of tcp_info', () => {
    expect(byRemote(8003)[0]?.info?.lastAckReceivedMs).toBeGreaterThan(1400)
    expect(byRemote(8003)[0]?.info?.lastAckReceivedMs).toBeLessThan(10_000)
  })

  it('gives TIME-WAIT without owner and tcp_info', () => {
    expect(byLocal(8004)).toMatchObject([{ state: 'TIME-WAIT', inode: 0, timer: { kind: 'timeWait' }, info: null }])
  })

  it('gives IPv6 as it is and a mapped address as IPv4', () => {
    expect(byRemote(8005)[0]?.remote).toBe('[::1]:8005')
    expect(byLocal(8006)[0]?.local).toBe('127.0.0.1:8006')
  })

  it('sees a SYN that is sent again', () => {
    expect(byRemote(8007).filter((one) => one.state === 'SYN-SENT')).toMatchObject([{ timer: { kind: 'retransmit' } }])
  })

  it('sees a zero-window probe and the window that causes it', () => {
    const row = all.findIndex((one) => one.local.endsWith(':8008'))
    expect(all[row]).toMatchObject({ timer: { kind: 'zeroWindow' } })
    expect(all[row]?.sendQueueBytes).toBeGreaterThan(0)
    expect(sink.table.columns.peerWindowBytes[row]).toBe(0)
  })

  it('is the same whether both families are asked at once or one by one', () => {
    const key = (sinks: SocketSink[]) =>
      sinks
        .flatMap((one) =>
          connections(one).map(({ local, remote, state, cookie }) => `${local} ${remote} ${state} ${cookie}`),
        )
        .sort()
    expect(key([decoded('ipv4'), decoded('ipv6')])).toEqual(key([sink]))
  })
})

describe('tcp_info of other kernels', () => {
  const first = answerOf('ipv6').find((bytes) => bytes.length > 100) ?? new Uint8Array()
  const info = infoIn(first)

  it.each([60, 104, 148, 192, 224, 228])('fills what %i bytes do not tell', (length) => {
    const sink = new SocketSink()
    expect(decode(withInfoBytes(info, length), sink).ok).toBe(true)
    const c = sink.table.columns
    expect(c.hasInfo[0]).toBe(1)
    expect(c.lastAckReceivedMs[0]).toBe(new DataView(info.buffer).getUint32(56, true))
    expect(c.dataSegmentsOut[0]).toBe(length < 160 ? 0 : new DataView(info.buffer).getUint32(156, true))
    expect(c.peerWindowBytes[0]).toBe(UNKNOWN_WINDOW)
  })

  it('takes one that ends before the ages for none', () => {
    const sink = new SocketSink()
    expect(decode(withInfoBytes(info, 56), sink).ok).toBe(true)
    expect(sink.table.columns.hasInfo[0]).toBe(0)
  })

  it('reads a longer one', () => {
    const sink = new SocketSink()
    expect(decode(withInfoBytes(info, 400), sink).ok).toBe(true)
    expect(sink.table.columns.peerWindowBytes[0]).toBe(new DataView(info.buffer).getUint32(228, true))
  })
})

describe('bytes that are no answer', () => {
  const socket = withInfoBytes(new Uint8Array(232), 232)
  const changed = (change: (view: DataView) => void): Uint8Array => {
    const bytes = socket.slice()
    change(new DataView(bytes.buffer))
    return bytes
  }

  it.each<[string, Uint8Array]>([
    ['sequence number 9', changed((view) => view.setUint32(8, 9, true))],
    ['message type 99', changed((view) => view.setUint16(4, 99, true))],
    ['a message of 4 bytes', changed((view) => view.setUint32(0, 4, true))],
    ['a message of 9999 bytes', changed((view) => view.setUint32(0, 9999, true))],
    ['TCP state 77', changed((view) => view.setUint8(17, 77))],
    ['timer 9', changed((view) => view.setUint8(18, 9))],
    ['address family 3', changed((view) => view.setUint8(16, 3))],
    ['attributes that do not fit', changed((view) => view.setUint16(88, 3000, true))],
    ['attributes that do not fit', changed((view) => view.setUint16(88, 2, true))],
    ['where 7 are left', new Uint8Array(7)],
  ])('names what is wrong: %s', (what, bytes) => {
    const answer = decode(bytes)
    expect(answer).toMatchObject({ ok: false, error: { code: 'HO_NETLINK_DECODE' } })
    expect(answer.ok ? '' : answer.error.message).toContain(what)
  })

  it('hands on the number of a refusal', () => {
    const bytes = changed((view) => {
      view.setUint16(4, 2, true)
      view.setInt32(16, -13, true)
    })
    expect(decode(bytes)).toEqual({ ok: true, value: { done: true, interrupted: false, refusal: 13 } })
  })

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        const answer = decode(bytes)
        expect(answer.ok || answer.error.code === 'HO_NETLINK_DECODE').toBe(true)
      }),
    )
  })

  it('never throws on an answer with changed bytes, and lets no unknown state through', () => {
    const answers = answerOf('both')
    const change = fc.record({ at: fc.nat(), to: fc.integer({ min: 0, max: 255 }) })
    fc.assert(
      fc.property(
        fc.nat(answers.length - 1),
        fc.array(change, { minLength: 1, maxLength: 8 }),
        fc.nat(),
        (which, changes, cut) => {
          const bytes = (answers[which] ?? new Uint8Array()).slice()
          for (const { at, to } of changes) bytes[at % bytes.length] = to
          const sink = new SocketSink()
          const answer = decode(bytes.subarray(0, bytes.length - (cut % 40)), sink)
          expect(answer.ok || answer.error.code === 'HO_NETLINK_DECODE').toBe(true)
          const known = new Set<number>([...Object.values(TCP_STATES), 12])
          expect([...sink.table.columns.state.subarray(0, sink.table.length)].every((state) => known.has(state))).toBe(
            true,
          )
        },
      ),
      { numRuns: 2000 },
    )
  })
})

/** The tcp_info of the first socket that has one. */
function infoIn(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  for (let at = 0; at < bytes.length; at += (view.getUint32(at, true) + 3) & ~3) {
    for (let inner = at + 88; inner < at + view.getUint32(at, true); inner += (view.getUint16(inner, true) + 3) & ~3) {
      if (view.getUint16(inner + 2, true) === 2) return bytes.slice(inner + 4, inner + view.getUint16(inner, true))
    }
  }
  throw new Error('no tcp_info in the fixture')
}

/** An ESTABLISHED IPv4 socket whose tcp_info has `length` bytes. */
function withInfoBytes(info: Uint8Array, length: number): Uint8Array {
  const bytes = new Uint8Array(16 + 72 + 4 + ((length + 3) & ~3))
  const view = new DataView(bytes.buffer)
  view.setUint32(0, 16 + 72 + 4 + length, true)
  view.setUint16(4, 20, true)
  view.setUint32(8, captured.sequence, true)
  bytes.set([2, 1, 0, 0], 16)
  view.setUint16(88, 4 + length, true)
  view.setUint16(90, 2, true)
  bytes.set(info.subarray(0, length), 92)
  return bytes
}
