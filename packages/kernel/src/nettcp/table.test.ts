import { ALL_STATES, stateMask, UNKNOWN_WINDOW } from '@halfopen/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SocketSink } from '../sockets/index.js'
import { captured } from '../testing/captured.js'
import { decoded } from '../testing/datagrams.js'
import { TableParser } from './table.js'

const ALL = stateMask(ALL_STATES)
const tcp = bytesOf(captured.procNetTcp)
const tcp6 = bytesOf(captured.procNetTcp6)

function bytesOf(lines: readonly string[]): Uint8Array {
  return new TextEncoder().encode(lines.map((line) => `${line}\n`).join(''))
}

interface Parse {
  readonly addressWords?: 1 | 4
  readonly mask?: number
  readonly chunk?: number
  readonly sink?: SocketSink
}

function parse(bytes: Uint8Array, { addressWords = 1, mask = ALL, chunk = 4096, sink = new SocketSink() }: Parse = {}) {
  let given = 0
  const fault = new TableParser({ mask, backlogMax: 4096, addressWords }, sink).readAll((to, at) => {
    const piece = bytes.subarray(given, given + Math.min(chunk, to.length - at))
    to.set(piece, at)
    given += piece.length
    return piece.length
  })
  return { fault, sink }
}

describe('the captured tables', () => {
  const sink = new SocketSink()
  parse(tcp, { sink })
  parse(tcp6, { sink, addressWords: 4 })
  const netlink = decoded('both')

  const COLUMNS = [
    'state',
    'timer',
    'localPort',
    'remotePort',
    'inode',
    'uid',
    'receiveQueueBytes',
    'sendQueueBytes',
  ] as const
  const rows = (from: SocketSink) =>
    Array.from({ length: from.table.length }, (_, row) =>
      JSON.stringify([
        from.table.localAddress(row),
        from.table.remoteAddress(row),
        ...COLUMNS.map((name) => from.table.columns[name][row]),
      ]),
    ).sort()

  it('tell the same as netlink', () => {
    expect(rows(sink)).toEqual(rows(netlink))
  })

  it('tell the same listeners, with a backlog that is only an upper bound', () => {
    const facts = (from: SocketSink) =>
      from.listeners
        .map(({ address, port, acceptQueue, inode }) => JSON.stringify({ address, port, acceptQueue, inode }))
        .sort()
    expect(facts(sink)).toEqual(facts(netlink))
    expect(sink.listeners.every(({ backlogMax }) => backlogMax === 4096)).toBe(true)
  })

  it('have no cookie and no tcp_info', () => {
    const c = sink.table.columns
    expect(c.cookie[0]).toBe(0)
    expect(c.hasInfo[0]).toBe(0)
    expect(c.peerWindowBytes[0]).toBe(UNKNOWN_WINDOW)
  })

  it('give timers in milliseconds', () => {
    const timeWait = Array.from({ length: sink.table.length }, (_, row) => row).find(
      (row) => sink.table.columns.timer[row] === 3,
    )
    expect(sink.table.columns.timerExpiresMs[timeWait ?? -1]).toBeGreaterThan(50_000)
    expect(sink.table.columns.timerExpiresMs[timeWait ?? -1]).toBeLessThan(60_001)
  })

  it('are filtered by state', () => {
    const { sink: some } = parse(tcp, { mask: stateMask(['CLOSE-WAIT']) })
    expect([some.table.length, some.listeners.length]).toEqual([1, 0])
  })

  it('may come in pieces of any size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), (chunk) => {
        const whole = parse(tcp).sink
        expect(rows(parse(tcp, { chunk }).sink)).toEqual(rows(whole))
      }),
    )
  })
})

describe('bytes that are no table', () => {
  const heading = 'sl local_address\n'
  const fault = (text: string) => parse(new TextEncoder().encode(heading + text)).fault

  it.each([
    ['   0: 0100007F:1F44 00000000:0000 63 00000000:00000000 00:00000000 00000000     0        0 1\n', 'TCP state 99'],
    ['   0: 0100007F:1F44 00000000:0000 01 00000000:00000000 09:00000000 00000000     0        0 1\n', 'timer 9'],
    ['   0: 0100007F:1F44 00000000\n', 'no socket'],
    ['   0: 0100007G:1F44 00000000:0000 01 0:0\n', 'no socket'],
    ['   0: 0100007F', 'cut short'],
    ['x'.repeat(70_000), 'longer than'],
  ])('are named: %j', (text, what) => {
    expect(fault(text)).toContain(what)
  })

  it('never make it throw', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => void parse(bytes)))
    const change = fc.record({ at: fc.nat(), to: fc.integer({ min: 0, max: 255 }) })
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
        const bytes = tcp.slice()
        for (const { at, to } of changes) bytes[at % bytes.length] = to
        parse(bytes)
      }),
    )
  })
})
