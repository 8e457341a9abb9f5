import { describe, expect, it } from 'vitest'

import type { Reading } from './reading.js'
import { Track } from './track.js'

const start: Reading = {
  state: 'ESTABLISHED',
  local: '127.0.0.1:40000',
  localPort: 40_000,
  remote: '127.0.0.1:80',
  keepAlive: { enabled: false, timeS: 7200, intervalS: 75, probes: 9 },
  userTimeoutMs: 0,
  unreadBytes: 0,
  bytesSent: 0,
  bytesReceived: 0,
  segmentsOut: 2,
  segmentsIn: 1,
  retransmits: 0,
  unanswered: 0,
  silentMs: 0,
}

/** Follows readings 100 ms apart, from 0. */
function followed(...readings: readonly Partial<Reading>[]): Track {
  const track = new Track(7, 1, { atMs: 0, reading: { ...start, ...readings[0] } })
  for (const [index, reading] of readings.slice(1).entries()) track.add((index + 1) * 100, { ...start, ...reading })
  return track
}

describe('a track', () => {
  it('counts what is sent after something came as another turn', () => {
    const exchange = [{ bytesSent: 10 }, { bytesSent: 20 }, { bytesSent: 20, bytesReceived: 5 }]
    expect(followed(...exchange).facts().turns).toBe(1)
    expect(followed(...exchange, { bytesSent: 30, bytesReceived: 5 }).facts().turns).toBe(2)
  })

  it.each([
    ['server', [{}, { state: 'CLOSE-WAIT' }, { state: 'LAST-ACK' }]],
    ['client', [{}, { state: 'FIN-WAIT-2' }]],
    ['reset', [{}, { state: 'CLOSED' }]],
    ['timed-out', [{}, { unanswered: 2, retransmits: 2 }, { state: 'CLOSED' }]],
    ['timed-out', [{}, { unanswered: 9 }, { state: 'CLOSED' }]],
    ['timed-out', [{ userTimeoutMs: 900 }, { unanswered: 2, userTimeoutMs: 900 }, { state: 'CLOSED' }]],
    ['reset', [{}, {}, { state: 'CLOSED', unanswered: 1 }]],
    [null, [{ state: 'SYN-SENT' }, { state: 'CLOSED' }]],
  ] as const)('closed by %s', (closedBy, readings) => {
    expect(followed(...readings).facts().closedBy).toBe(closedBy)
  })

  it('is half-closed where its own FIN is out and the descriptor is still held', () => {
    expect(followed({}, { state: 'FIN-WAIT-1' }).facts().halfClosed).toBe(true)
    expect(followed({}, { state: 'CLOSE-WAIT' }).facts().halfClosed).toBe(false)
  })

  it('keeps what was counted before a reset', () => {
    const { bytesReceived, remote } = followed({ bytesReceived: 9 }, { state: 'CLOSED', remote: '' }).facts()
    expect({ bytesReceived, remote }).toEqual({ bytesReceived: 9, remote: '127.0.0.1:80' })
  })

  it('measures silence by the kernel, and counts what went in it after the acknowledgments', () => {
    const silent = (silentMs: number, segments: number) => ({
      bytesSent: 10,
      silentMs,
      segmentsOut: segments,
      segmentsIn: segments,
    })
    const quiet = [silent(0, 2), silent(100, 3), silent(200, 3), silent(300, 3), silent(400, 4), silent(500, 5)]
    expect(followed(...quiet).facts().lastSilence).toEqual({ ms: 500, segmentsOut: 2, segmentsIn: 2 })
    const answered = followed(...quiet, { ...silent(20, 6), bytesReceived: 5 })
    expect(answered.facts().longestSilence).toEqual({ ms: 580, segmentsOut: 2, segmentsIn: 2 })
    expect(answered.silentMs).toBe(20)
  })

  it('does not know whether what came at the last moment was read', () => {
    const hasty = followed({}, { bytesReceived: 43, unreadBytes: 43 })
    hasty.close(110)
    expect(hasty.facts().unreadBytes).toBeNull()
    const left = followed(
      { bytesReceived: 43, unreadBytes: 43 },
      ...Array.from({ length: 4 }, () => ({ bytesReceived: 43, unreadBytes: 43 })),
    )
    left.close(500)
    expect(left.facts().unreadBytes).toBe(43)
  })

  it.each([
    ['of one that had sent nothing yet', [{}], null, null],
    ['of one that had sent', [{ bytesSent: 5 }], false, 0],
    ['of one that was read later again', [{}, {}], false, 0],
    ['that were set already', [{ keepAlive: { ...start.keepAlive!, enabled: true }, userTimeoutMs: 7 }], true, 7],
  ])('knows the options %s', (_, readings: readonly Partial<Reading>[], enabled, userTimeoutMs) => {
    const track = followed(...readings)
    track.close(500)
    const facts = track.facts()
    expect([facts.keepAlive?.enabled ?? null, facts.userTimeoutMs]).toEqual([enabled, userTimeoutMs])
  })

  it('learns the last bytes from the kernel: neither SYN nor FIN is one', () => {
    const track = followed({ bytesSent: 10 })
    track.close(100)
    const ends = { local: '127.0.0.1:40000', remote: '127.0.0.1:80', established: true }
    track.learnEnding({ ...ends, bytesAcked: 92, bytesReceived: 44, dataSegmentsIn: 1, dataSegmentsOut: 1 })
    expect(track.facts()).toMatchObject({ bytesSent: 90, bytesReceived: 43 })
  })
})
