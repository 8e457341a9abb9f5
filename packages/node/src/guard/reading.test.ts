import type { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { Connection } from './connection.js'
import type { Exchange } from './exchange.js'
import { isEvictable, judge } from './judge.js'
import { isSlowReader, watch } from './reading.js'
import { SendQueues } from './send-queues.js'
import { readSettings } from './settings.js'

const settings = readSettings({})
const SECOND = 1_000
const KB = 1_000

const answering: Exchange = {
  startedAt: 0,
  handlersTurnSince: undefined,
  isIncomplete: () => false,
  isHandlersTurn: () => true,
  waitsForBody: () => false,
  isAnswered: () => true,
  isUnsent: () => true,
  whenOver: () => undefined,
  sayClose: () => undefined,
}

/** What a client has read after this long, in bytes. */
type Pace = (ms: number) => number
const steadily =
  (bytesPerSecond: number): Pace =>
  (ms) =>
    (bytesPerSecond * ms) / SECOND

interface Kernel {
  /** How much room has to be free before the kernel takes more. */
  readonly step: number
  readonly buffer: number
  /** By how much at a time the client's kernel says that it is read, and how much it takes before. */
  readonly clientStep: number
  /** Whether what it has not acknowledged can be seen. */
  readonly tells: boolean
}

/** As measured on Linux's loopback. */
const LINUX: Kernel = { step: 1_400 * KB, buffer: 3_900 * KB, clientStep: 95_232, tells: true }

/** A connection whose answer never ends, and when it is closed, looked at every quarter of a second; Infinity: not within an hour. */
function closedAfter(pace: Pace, kernel: Kernel, isUnderPressure = false): number {
  const handle = { fd: 0, bytesWritten: 1e12, writeQueueSize: 0 }
  const raw = { bytesRead: 0, _handle: handle } as unknown as Socket
  const connection = new Connection(raw, 0, true)
  connection.begin({}, answering)
  const queues = new SendQueues(() => new Map())
  for (let now = 0; now < 3_600 * SECOND; now += 250) {
    const taken = kernel.clientStep * (1 + Math.floor(pace(now) / kernel.clientStep))
    const sent = kernel.buffer + kernel.step * Math.floor(taken / kernel.step)
    handle.writeQueueSize = handle.bytesWritten - sent
    queues.of = () => (kernel.tells ? sent - taken : undefined)
    const means = { settings, queues }
    if (judge(connection, means, now) !== undefined) return now
    if (isUnderPressure) watch(connection, means, now)
    if (isUnderPressure && isEvictable(connection, settings, now)) return now
  }
  return Infinity
}

describe('a client that reads is not cut off', () => {
  it.each([
    ['at 2 kB/s', 2 * KB, LINUX],
    ['at 20 kB/s', 20 * KB, LINUX],
    ['at 1 MB/s', 1_000 * KB, LINUX],
    ['at 300 B/s, over a network', 300, { ...LINUX, clientStep: 8_192 }],
    ['at 8 kB/s, where the kernel does not tell', 8_192, { ...LINUX, tells: false }],
    ['at 50 kB/s, through an HTTP/2 window of 6 MB', 50 * KB, { ...LINUX, clientStep: 3 * 2 ** 20, tells: false }],
  ] as const)('%s', (_, bytesPerSecond, kernel) => {
    expect(closedAfter(steadily(bytesPerSecond), kernel)).toBe(Infinity)
  })

  it.each([
    ['at 100 kB/s', steadily(100 * KB), LINUX],
    ['at 300 kB/s', steadily(300 * KB), LINUX],
    ['at 1 MB/s', steadily(1_000 * KB), LINUX],
    ['at 100 kB/s after a burst', (ms: number) => 300_000 * KB + 100 * ms, { ...LINUX, clientStep: 989_184 }],
    ['at 100 kB/s, where the kernel does not tell', steadily(100 * KB), { ...LINUX, tells: false }],
  ] as const)('%s, when its place is needed', (_, pace, kernel) => {
    expect(closedAfter(pace, kernel, true)).toBe(Infinity)
  })
})

describe('a client that reads nothing, or too little', () => {
  it.each([
    ['nothing', 0, LINUX],
    ['half of the least', 120, { ...LINUX, clientStep: 8_192 }],
    ['nothing, where the kernel does not tell', 0, { ...LINUX, tells: false }],
  ] as const)('is closed within ten timeouts: %s', (_, bytesPerSecond, kernel) => {
    expect(closedAfter(steadily(bytesPerSecond), kernel)).toBeLessThanOrEqual(
      10 * settings.slowReaderTimeoutMs + SECOND,
    )
  })

  it('is closed sooner where the least is more: what it may hold is worth less time', () => {
    const strict = readSettings({ minBytesPerSecond: 95_232 })
    const connection = { raw: { _handle: { bytesWritten: 95_232 } }, mark: { witness: { at: 0, taken: 95_232 } } }
    const at = (seenAt: number) => {
      Object.assign(connection.mark.witness, { seenAt })
      return isSlowReader(connection as unknown as Connection, strict, seenAt)
    }
    expect([at(30_999), at(31_000)]).toEqual([false, true])
  })

  it('loses its place within seconds when that is needed', () => {
    expect(closedAfter(steadily(0), LINUX, true)).toBeLessThan(5 * SECOND)
    expect(closedAfter(steadily(0), { ...LINUX, tells: false }, true)).toBeLessThan(45 * SECOND)
  })
})
