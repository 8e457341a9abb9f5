import { describe, expect, it } from 'vitest'

import { ExitDiagnosis } from '../diagnosis/index.js'
import { type FakeConnection, FakeHost } from '../testing/host.js'
import type { Finding } from './finding.js'

const EACH_MS = 50

/** Looks for so long, each 50 ms, `step` changing the host before each; what would be held if all ended at the last. */
function held(
  host: FakeHost,
  { forMs = 300, step = () => {} }: { forMs?: number; step?: (atMs: number) => void } = {},
) {
  return diagnosed(host, forMs, step).held()
}

function diagnosed(host: FakeHost, forMs: number, step: (atMs: number) => void = () => {}): ExitDiagnosis {
  const diagnosis = new ExitDiagnosis()
  for (let atMs = 0; atMs <= forMs; atMs += EACH_MS) {
    if (atMs > 0) age(host)
    step(atMs)
    diagnosis.observe(host.look(1_000_000 + atMs))
  }
  return diagnosis
}

function age(host: FakeHost): void {
  for (const connection of host.connections) {
    connection.sentMs = (connection.sentMs ?? 0) + EACH_MS
    connection.receivedMs = (connection.receivedMs ?? connection.sentMs - EACH_MS) + EACH_MS
    if (connection.ackMs !== undefined) connection.ackMs += EACH_MS
  }
}

let cookies = 0
const times = (n: number, make: (i: number) => FakeConnection) =>
  Array.from({ length: n }, (_, i) => ({ cookie: ++cookies, ...make(i) }))

const suite = (...connections: FakeConnection[]) => {
  const host = new FakeHost().process(10, { runtime: 'python', name: 'python3' })
  host.connections = connections
  return host
}

/** Unread, asked for one after the other. */
const unread = (n: number, changes: FakeConnection = { pid: 10 }) =>
  times(n, (i) => ({ rqueue: 4000, sentMs: i * 100, receivedMs: i * 100, ...changes }))

const shown = (findings: readonly Finding[]) =>
  findings.map(({ cause, severity, confidence, connections }) => [cause, severity, confidence, connections])

describe('responses that are unread when their process ends', () => {
  it('are a leak when requests went on beside them', () => {
    expect(shown(held(suite(...unread(3))))).toEqual([['response-leak', 'warning', 'certain', 3]])
    expect(shown(held(suite(...unread(8))))).toEqual([['response-leak', 'critical', 'certain', 8]])
  })

  it('tell whose they are, how many, how old, and what to do', () => {
    const [finding] = held(suite(...unread(3)))
    expect(finding).toMatchObject({ process: { pid: 10, name: 'python3' }, remote: '127.0.0.1:80', oldestMs: 500 })
    expect(finding?.evidence).toEqual([
      '3 connections to 127.0.0.1:80 with an unread response, the oldest for 500ms',
      '12000 bytes of responses on 3 of them have arrived and nobody reads them',
      'each carried 1 request',
    ])
    expect(finding?.remedy.code).toContain('with session.get')
  })

  it('need a second when they were asked for at once', () => {
    const atOnce = (ms: number) => unread(3, { pid: 10, sentMs: ms, receivedMs: ms })
    expect(held(suite(...atOnce(500)))).toEqual([])
    expect(shown(held(suite(...atOnce(800))))).toEqual([['response-leak', 'warning', 'certain', 3]])
  })

  it('may have just arrived', () => {
    expect(held(suite(...unread(3, { pid: 10, sentMs: 0, receivedMs: 0 })), { forMs: 50 })).toEqual([])
  })

  it('need five seconds when they are one or two', () => {
    const one = (ms: number) => unread(1, { pid: 10, sentMs: ms, receivedMs: ms })
    expect(held(suite(...one(4000)))).toEqual([])
    expect(shown(held(suite(...one(4800))))).toEqual([['response-leak', 'warning', 'likely', 1]])
  })

  it('are no leak while they are read, however slowly', () => {
    const connections = unread(3, { pid: 10, sentMs: 9000, receivedMs: 9000, bytesReceived: 90_000, rqueue: 80_000 })
    const host = suite(...connections)
    const step = () => host.connections.forEach((connection) => (connection.rqueue = (connection.rqueue ?? 0) - 100))
    expect(held(host, { step })).toEqual([])
  })

  it('are a leak although the server goes on sending', () => {
    const host = suite(...unread(3, { pid: 10, bytesReceived: 4000, rqueue: 4000 }))
    const step = () =>
      host.connections.forEach((connection) => {
        connection.rqueue = (connection.rqueue ?? 0) + 100
        connection.bytesReceived = (connection.bytesReceived ?? 0) + 100
        connection.receivedMs = 0
      })
    expect(shown(held(host, { forMs: 1200, step }))).toEqual([['response-leak', 'warning', 'certain', 3]])
  })

  it.each<[string, FakeConnection]>([
    ['pushed long after the request', { pid: 10, sentMs: 20_000, receivedMs: 9000 }],
    ['of a session of a database', { pid: 10, remote: '127.0.0.1:5432', sentMs: 9000, receivedMs: 9000 }],
    ['at the end of nobody', { pid: null, sentMs: 9000, receivedMs: 9000 }],
    ['nothing but a FIN', { pid: 10, state: 'CLOSE-WAIT', rqueue: 1, sentMs: 500, receivedMs: 500 }],
  ])('are none when they are %s', (_, changes) => {
    expect(held(suite(...unread(6, changes)))).toEqual([])
  })

  it('are known without tcp_info from the looks alone', () => {
    const host = suite(...unread(3, { pid: 10, hasInfo: false, bytesReceived: 0 }))
    expect(held(host, { forMs: 500 })).toEqual([])
    expect(shown(held(host, { forMs: 1000 }))).toEqual([['response-leak', 'warning', 'certain', 3]])
  })
})

describe('connections that the server has closed', () => {
  const closed = (n: number, sinceMs: number, changes: Partial<FakeConnection> = {}) =>
    times(n, (i) => ({
      pid: 10,
      state: 'CLOSE-WAIT',
      rqueue: 1,
      sentMs: sinceMs + i * 100,
      receivedMs: sinceMs + i * 100,
      ackMs: sinceMs + i * 100,
      ...changes,
    }))

  it('are a leak when there are eight, used once, one after the other', () => {
    expect(shown(held(suite(...closed(8, 2000))))).toEqual([['response-leak', 'warning', 'likely', 8]])
  })

  it('are a leak when there are four and old', () => {
    expect(shown(held(suite(...closed(4, 10_000))))).toEqual([['response-leak', 'warning', 'likely', 4]])
  })

  it.each([
    ['a few that a lazy pool has not noticed', closed(4, 2000)],
    ['those that have just been closed', closed(8, 100)],
    ['a pool whose connections were used', closed(8, 20_000, { segmentsOut: 5, segmentsIn: 5 })],
  ])('are no leak: %s', (_, connections) => {
    expect(held(suite(...connections))).toEqual([])
  })
})

describe('connections that are left idle', () => {
  const idle = (n: number, apartMs: number, changes: Partial<FakeConnection> = {}) =>
    times(n, (i) => ({ pid: 10, sentMs: 1000 + i * apartMs, receivedMs: 1000 + i * apartMs, ...changes }))

  it('pile up when each request opens a new one', () => {
    expect(shown(held(suite(...idle(8, 700))))).toEqual([['response-leak', 'warning', 'possible', 8]])
  })

  it.each([
    ['seven of them', idle(7, 900)],
    ['a young pile', idle(8, 300)],
    ['a pool that was busy at once', idle(20, 1)],
    ['a pool that is used', idle(8, 700, { segmentsOut: 4, segmentsIn: 4 })],
    ['long polls under way', idle(8, 700, { receivedMs: 60_000 })],
    [
      'connections of the server',
      idle(8, 700).map((one, i) => ({ ...one, local: '127.0.0.1:8080', remote: `127.0.0.1:${50_000 + i}` })),
    ],
  ])('are no leak: %s', (_, connections) => {
    const host = suite(...connections)
    host.listeners = [{ pids: [10], port: 8080, acceptQueue: 0, backlogMax: 128 }]
    expect(held(host)).toEqual([])
  })
})

describe('a process that outlives its command', () => {
  it('is reported with the connections that it opened', () => {
    const host = suite(...times(2, () => ({ pid: 10, sentMs: 3000 })))
    const [finding, ...others] = diagnosed(host, 100).outliving('over')
    expect(others).toEqual([])
    expect(finding).toMatchObject({ cause: 'orphaned-process', connections: 2, remote: '127.0.0.1:80' })
    expect(finding?.remedy.code).toContain('process.terminate()')
  })

  it('says why nobody waited any longer', () => {
    const look = diagnosed(suite({ pid: 10, sentMs: 3000 }), 100)
    expect(look.outliving('over')[0]?.evidence[0]).toContain('and the time to settle was over')
    expect(look.outliving('interrupted')[0]?.evidence[0]).toContain('and somebody interrupted the settling')
  })

  it('is told once when it leaks besides', () => {
    expect(shown(diagnosed(suite(...unread(3)), 300).outliving('over'))).toEqual([
      ['response-leak', 'warning', 'certain', 3],
    ])
  })

  it('is not reported for what it serves', () => {
    const host = suite({ pid: 10, local: '127.0.0.1:8080', remote: '127.0.0.1:50000' })
    host.listeners = [{ pids: [10], port: 8080, acceptQueue: 0, backlogMax: 128 }]
    expect(diagnosed(host, 100).outliving('over')).toEqual([])
  })

  it('is no matter while the command runs', () => {
    expect(held(suite({ pid: 10, sentMs: 3000 }))).toEqual([])
  })
})
