import { ConnectionTable, TCP_STATES } from '@halfopen/core'
import { describe, expect, it } from 'vitest'

import { snapshot } from '../../fakes/index.js'
import type { Reading } from '../sockets/reading.js'
import { Track } from '../sockets/track.js'
import { learnRest } from './aftermath.js'
import { Heard } from './heard.js'
import { isHung } from './verdict.js'

const silentFor = (silentMs: number, mayBeIdle = false) => ({ silentMs, mayBeIdle, last: {} as Reading })

describe('a client hangs', () => {
  it.each([
    ['when it was silent as long as the slowest success took, and 2 s', [6500], 4500, true],
    ['not before', [6499], 4500, false],
    ['not before 5 s, however quick the other was', [4999], 10, false],
    ['after 5 s, when the other was quick', [5000], 10, true],
    ['not when any connection carries data', [9000, 10], 4500, false],
    ['not without a connection', [], 4500, false],
    ['not before another has succeeded', [60_000], undefined, false],
  ])('%s', (_, silences, slowest, hung) => {
    expect(
      isHung(
        silences.map((ms) => silentFor(ms)),
        slowest,
      ),
    ).toBe(hung)
  })

  it('by the patience that is given, if one is', () => {
    expect(isHung([silentFor(19_999, true)], 10)).toBe(false)
    expect(isHung([silentFor(20_000, true)], 10)).toBe(true)
    expect(isHung([silentFor(999)], 10, 1000)).toBe(false)
    expect(isHung([silentFor(1000)], 10, 1000)).toBe(true)
    expect(isHung([silentFor(1e9)], 10, Number.POSITIVE_INFINITY)).toBe(false)
  })
})

describe('what the table and the endings tell afterwards', () => {
  const ipv4 = (port: number) => ({ words: [0, 0, 0xffff, 0x7f000001], port })
  const ending = (local: string) => ({
    local,
    remote: '127.0.0.1:80',
    established: true,
    bytesAcked: 12,
    bytesReceived: 6,
    dataSegmentsIn: 1,
    dataSegmentsOut: 1,
  })

  function tableOf(rows: readonly { local: number; remote: number; state: keyof typeof TCP_STATES }[]) {
    const table = new ConnectionTable()
    for (const [row, { local, remote, state }] of rows.entries()) {
      const c = table.columns
      c.local.set(ipv4(local).words, row * 4)
      c.remote.set(ipv4(remote).words, row * 4)
      c.localPort[row] = local
      c.remotePort[row] = remote
      c.state[row] = TCP_STATES[state]
    }
    table.length = rows.length
    const look = snapshot({ connections: table })
    if (!look.ok) throw look.error
    return look.value
  }

  function closedTrack(port: number): Track {
    const reading = {
      state: 'ESTABLISHED',
      local: `127.0.0.1:${port}`,
      localPort: port,
      remote: '127.0.0.1:80',
    } as Reading
    const track = new Track(port, 1, { atMs: 0, reading })
    track.close(10)
    return track
  }

  it('who closed first, and how many were too short to be seen', () => {
    const first = closedTrack(40_001)
    const second = closedTrack(40_002)
    const table = tableOf([
      { local: 40_001, remote: 80, state: 'TIME-WAIT' },
      { local: 80, remote: 40_002, state: 'TIME-WAIT' },
      { local: 40_003, remote: 80, state: 'TIME-WAIT' },
      { local: 40_004, remote: 443, state: 'TIME-WAIT' },
      { local: 40_005, remote: 80, state: 'TIME-WAIT' },
      { local: 40_006, remote: 80, state: 'ESTABLISHED' },
    ])
    const heard = new Heard({ isHeard: true, read: () => ['127.0.0.1:40001', '127.0.0.1:40007'].map(ending) })
    heard.listen()
    const before = new Set([40_005 * 65_536 + 80])
    const strays = learnRest([first, second], { snapshot: table, before, heard })
    expect(first.closedBy).toBe('client')
    expect(second.closedBy).toBe('server')
    expect([...strays].sort()).toEqual(['127.0.0.1:40003', '127.0.0.1:40007'])
  })
})
