import { describe, expect, it } from 'vitest'
import type { NamespaceCounters } from '../connection/index.js'
import { Diagnosis } from '../diagnosis/index.js'
import { type FakeConnection, FakeHost } from '../testing/host.js'
import type { CauseId } from '../words/index.js'

/** Looks at the host `seconds` long, a look each half second; `step` changes it before each look. */
function diagnose(host: FakeHost, step: (second: number) => void = () => {}, seconds = 5): Diagnosis {
  const diagnosis = new Diagnosis()
  for (let s = 0; s <= seconds; s += 0.5) {
    if (s > 0) age(host, 500)
    step(s)
    diagnosis.observe(host.look(1_000_000 + s * 1000))
  }
  return diagnosis
}

function age(host: FakeHost, ms: number): void {
  for (const connection of host.connections) {
    connection.sentMs = (connection.sentMs ?? 20_000) + ms
    connection.receivedMs = (connection.receivedMs ?? connection.sentMs - ms) + ms
    if (connection.ackMs !== undefined) connection.ackMs += ms
  }
}

function found(diagnosis: Diagnosis): [CauseId, number][] {
  return diagnosis
    .findings()
    .filter((f) => f.severity !== 'info')
    .map((f) => [f.cause, f.process.pid])
}

let cookies = 1000
const times = (n: number, make: (i: number) => FakeConnection) =>
  Array.from({ length: n }, (_, i) => ({ cookie: ++cookies, ...make(i) }))

const client = () => new FakeHost().process(10, { runtime: 'java', name: 'java' })

describe('response-leak', () => {
  it('finds connections in CLOSE-WAIT that carried one request each, one after the other', () => {
    const host = client()
    host.connections = times(12, (i) => ({
      pid: 10,
      state: 'CLOSE-WAIT',
      rqueue: 1,
      sentMs: 20_000 + i * 300,
      ackMs: 15_000 + i * 300,
    }))
    const [finding] = diagnose(host).findings()
    expect(finding).toMatchObject({
      cause: 'response-leak',
      remote: '127.0.0.1:80',
      connections: 12,
      process: { pid: 10 },
    })
    expect(finding?.evidence.join('\n')).toContain('each carried 1 request')
  })

  it('knows it at the first look', () => {
    const host = client()
    host.connections = times(12, (i) => ({
      pid: 10,
      state: 'CLOSE-WAIT',
      rqueue: 1,
      sentMs: 20_000 + i * 300,
      ackMs: 15_000 + i * 300,
    }))
    expect(found(diagnose(host, undefined, 0))).toEqual([['response-leak', 10]])
  })

  it('finds a leak that grows, before the server closes anything', () => {
    const host = client()
    host.connections = times(20, (i) => ({ pid: 10, sentMs: 1000 + i * 1000, receivedMs: 995 + i * 1000 }))
    const grow = (s: number) => {
      if (s > 0 && s % 1 === 0)
        host.connections.push(
          ...times(1, () => ({ pid: 10, sentMs: 10, receivedMs: 5, local: `127.0.0.1:${50_000 + s}` })),
        )
    }
    const [finding] = diagnose(host, grow).findings()
    expect(finding).toMatchObject({ cause: 'response-leak', confidence: 'likely' })
    expect(finding?.forecast?.exhaustedInMs).toBeGreaterThan(0)
  })

  it('reports a leak within seconds when it sees it grow', () => {
    const host = client()
    const grow = (s: number) =>
      host.connections.push(
        ...times(1, () => ({ pid: 10, sentMs: 200, receivedMs: 195, local: `127.0.0.1:${50_000 + s * 2}` })),
      )
    expect(found(diagnose(host, grow, 4))).toEqual([])
    expect(found(diagnose(host, grow, 8))).toEqual([['response-leak', 10]])
  })

  it('calls the plateau an exhausted pool', () => {
    const host = client()
    host.connections = times(32, (i) => ({ pid: 10, sentMs: 20_000 + i * 50, receivedMs: 19_995 + i * 50 }))
    host.processes = [{ ...host.processes[0]!, runtime: 'python' }]
    host.waits = [{ on: 'lock', pid: 10, tid: 10, bound: 'timeout' }]
    expect(found(diagnose(host))).toEqual([
      ['response-leak', 10],
      ['pool-exhausted', 10],
    ])
  })

  it.each<[string, FakeConnection[]]>([
    [
      'one lazy CLOSE-WAIT',
      times(1, () => ({ pid: 10, state: 'CLOSE-WAIT', rqueue: 1, segmentsOut: 100, segmentsIn: 100, ackMs: 30_000 })),
    ],
    [
      'a pool after a burst of parallel requests',
      times(20, (i) => ({ pid: 10, sentMs: 30_000 + i, receivedMs: 29_900 })),
    ],
    [
      'a pool that is used',
      times(20, (i) => ({ pid: 10, segmentsOut: 100 + i, segmentsIn: 100, sentMs: 20_000 + i * 500 })),
    ],
    ['long polls', times(20, (i) => ({ pid: 10, sentMs: 20_000 + i * 500, receivedMs: 40_000, segmentsIn: 0 }))],
    [
      'server-sent events now and then',
      times(20, (i) => ({ pid: 10, sentMs: 60_000 + i * 500, receivedMs: 20_000 + i * 700, segmentsIn: 3 })),
    ],
    ['server-sent events', times(20, (i) => ({ pid: 10, sentMs: 60_000 + i * 500, receivedMs: 3000, segmentsIn: 9 }))],
    [
      'sessions that a database pool opened ahead',
      times(20, (i) => ({
        pid: 10,
        remote: '127.0.0.1:5432',
        sentMs: 20_000 + i * 500,
        segmentsOut: 3,
        segmentsIn: 3,
      })),
    ],
  ])('is silent about %s', (_, connections) => {
    const host = client()
    host.connections = connections
    expect(found(diagnose(host))).toEqual([])
  })
})

describe('without tcp_info', () => {
  const closed = (n: number, rqueue: number) =>
    times(n, () => ({ pid: 10, state: 'CLOSE-WAIT' as const, rqueue, hasInfo: false }))

  it.each([
    ['unread responses', closed(5, 300), [['response-leak', 10]]],
    ['many closed connections', closed(12, 1), [['response-leak', 10]]],
    ['a lazy pool', closed(2, 1), []],
  ] as const)('judges %s by what two looks show', (_, connections, expected) => {
    const host = client()
    host.connections = [...connections]
    expect(found(diagnose(host))).toEqual(expected)
  })
})

describe('unreaped-pool', () => {
  it('finds used connections that the server closed and the pool keeps', () => {
    const host = client()
    host.connections = times(6, (i) => ({
      pid: 10,
      state: 'CLOSE-WAIT',
      rqueue: 1,
      segmentsOut: 50,
      segmentsIn: 50,
      sentMs: 40_000 + i,
      ackMs: 30_000,
    }))
    expect(found(diagnose(host))).toEqual([['unreaped-pool', 10]])
  })
})

const server = (descriptors = { used: 60, limit: 1024 }) => {
  const host = new FakeHost().process(20, { name: 'server', descriptors })
  host.listeners = [{ port: 8080, acceptQueue: 0, backlogMax: 128, pids: [20] }]
  return host
}

describe('no-idle-timeout', () => {
  const idle = (n: number, everyMs: number) =>
    times(n, (i) => ({
      pid: 20,
      local: '127.0.0.1:8080',
      remote: `10.0.0.${i % 200}:${40_000 + i}`,
      sentMs: 1000 + i * everyMs,
      receivedMs: 1001 + i * everyMs,
    }))

  it('finds a server pressed against its descriptors by idle connections', () => {
    const host = server({ used: 64, limit: 64 })
    host.connections = idle(57, 400)
    const [finding] = diagnose(host).findings()
    expect(finding).toMatchObject({
      cause: 'no-idle-timeout',
      severity: 'critical',
      localPort: 8080,
      forecast: { limit: 64, exhaustedInMs: 0 },
    })
    expect(found(diagnose(host))).toHaveLength(1)
  })

  it('finds idle connections that grow and age and are never closed', () => {
    const host = server()
    host.connections = idle(20, 1000)
    const grow = (s: number) =>
      host.connections.push(
        ...times(1, () => ({
          pid: 20,
          local: '127.0.0.1:8080',
          remote: `10.0.1.1:${50_000 + s * 2}`,
          sentMs: 10,
          receivedMs: 11,
        })),
      )
    expect(found(diagnose(host, grow))).toEqual([['no-idle-timeout', 20]])
  })

  it('is silent when the server closes idle ones', () => {
    const host = server()
    host.connections = idle(20, 1000)
    const churn = (s: number) => {
      if (s === 2) Object.assign(host.connections[19] ?? {}, { state: 'TIME-WAIT', pid: null })
      host.connections.push(
        ...times(1, () => ({
          pid: 20,
          local: '127.0.0.1:8080',
          remote: `10.0.1.1:${50_000 + s * 2}`,
          sentMs: 10,
          receivedMs: 11,
        })),
      )
    }
    expect(found(diagnose(host, churn))).toEqual([])
  })

  it('is silent about idle connections that do not grow', () => {
    const host = server()
    host.connections = idle(20, 1000)
    expect(found(diagnose(host))).toEqual([])
  })

  it('is silent about long polls it owes an answer', () => {
    const host = server()
    host.connections = idle(20, 1000).map((c) => ({ ...c, segmentsOut: 0, receivedMs: c.sentMs ?? 0 }))
    const grow = (s: number) =>
      host.connections.push(
        ...times(1, () => ({
          pid: 20,
          local: '127.0.0.1:8080',
          remote: `10.0.1.1:${50_000 + s * 2}`,
          segmentsOut: 0,
          sentMs: 10,
        })),
      )
    expect(found(diagnose(host, grow))).toEqual([])
  })
})

describe('blame', () => {
  const pair = (n: number, of: { serverPid: number; clientPid: number }) =>
    times(n, (i) => ({
      pid: of.clientPid,
      local: `127.0.0.1:${45_000 + i}`,
      remote: '127.0.0.1:8080',
      sentMs: 20_000 + i * 400,
      receivedMs: 19_995 + i * 400,
    })).concat(
      times(n, (i) => ({
        pid: of.serverPid,
        local: '127.0.0.1:8080',
        remote: `127.0.0.1:${45_000 + i}`,
        sentMs: 20_000 + i * 400,
        receivedMs: 20_001 + i * 400,
      })),
    )

  it('reports two processes of one program each by itself', () => {
    const host = client().process(11, {
      exe: '/usr/bin/program10',
      name: 'java',
      descriptors: { used: 1000, limit: 1024 },
    })
    host.processes[0] = { ...host.processes[0]!, descriptors: { used: 1001, limit: 1024 } }
    const both = diagnose(host).findings()
    expect(both.map((f) => f.process.pid).sort()).toEqual([10, 11])
    expect(new Set(both.map((f) => f.id)).size).toBe(1)
  })

  it('does not blame the reader of another namespace with the same endpoints', () => {
    const host = server().process(10)
    const ends = { local: '127.0.0.1:8080', remote: '127.0.0.1:45000' }
    host.connections = [
      { pid: 20, cookie: 1, ...ends, timer: 'zeroWindow', wqueue: 3_000_000, sentMs: 20_000, receivedMs: 25_000 },
      {
        pid: 10,
        cookie: 2,
        namespace: 1,
        local: ends.remote,
        remote: ends.local,
        rqueue: 400_000,
        sentMs: 25_000,
        receivedMs: 20_000,
      },
    ]
    expect(found(diagnose(host))).toEqual([['slow-reader', 20]])
  })

  it('names the server at its limit, not the clients that fill it', () => {
    const host = server({ used: 64, limit: 64 }).process(10)
    host.connections = pair(57, { serverPid: 20, clientPid: 10 })
    expect(found(diagnose(host))).toEqual([['no-idle-timeout', 20]])
  })

  it('names the client that leaks, not the server that keeps its connections', () => {
    const host = server().process(10, { descriptors: { used: 96, limit: 96 } })
    host.connections = pair(89, { serverPid: 20, clientPid: 10 }).map((c) =>
      c.pid === 10 ? { ...c, rqueue: 12_363 } : c,
    )
    expect(found(diagnose(host))).toEqual([['response-leak', 10]])
  })
})

describe('slow-reader', () => {
  const stalled = (reader: Partial<FakeConnection>) => {
    const host = server().process(10)
    host.connections = times(1, () => ({
      pid: 20,
      local: '127.0.0.1:8080',
      remote: '127.0.0.1:45000',
      timer: 'zeroWindow' as const,
      wqueue: 3_000_000,
      sentMs: 20_000,
      receivedMs: 25_000,
    })).concat(
      times(1, () => ({
        pid: 10,
        local: '127.0.0.1:45000',
        remote: '127.0.0.1:8080',
        rqueue: 400_000,
        sentMs: 25_000,
        receivedMs: 20_000,
        ...reader,
      })),
    )
    return host
  }

  it('names the reader on this host', () => {
    const [finding] = diagnose(stalled({})).findings()
    expect(finding).toMatchObject({
      cause: 'slow-reader',
      process: { pid: 10 },
      remote: '127.0.0.1:8080',
      confidence: 'certain',
    })
  })

  it('names the sender and its peer when the reader is elsewhere', () => {
    const host = stalled({})
    host.connections.pop()
    expect(diagnose(host).findings()[0]).toMatchObject({
      cause: 'slow-reader',
      process: { pid: 20 },
      remote: '127.0.0.1:45000',
    })
  })

  it('is silent while bytes are acknowledged', () => {
    const host = stalled({})
    const read = (s: number) => Object.assign(host.connections[0] ?? {}, { bytesAcked: s * 1000, sentMs: 9000 })
    expect(found(diagnose(host, read))).toEqual([])
  })
})

describe('accept-starvation', () => {
  const waiting = (n: number, sentMs: number) =>
    times(n, (i) => ({
      pid: null,
      local: '127.0.0.1:8080',
      remote: `127.0.0.1:${45_000 + i}`,
      segmentsOut: 0,
      sentMs,
      receivedMs: sentMs,
    }))

  it('finds a full accept queue whose oldest has waited', () => {
    const host = server()
    host.listeners = [{ port: 8080, acceptQueue: 17, backlogMax: 16, pids: [20] }]
    host.connections = waiting(17, 20_000)
    expect(found(diagnose(host))).toEqual([['accept-starvation', 20]])
  })

  it('is silent about a burst of a second', () => {
    const host = server()
    host.listeners = [{ port: 8080, acceptQueue: 17, backlogMax: 16, pids: [20] }]
    host.connections = waiting(17, 200)
    const drain = (s: number) => {
      if (s >= 1) {
        host.connections = []
        host.listeners = [{ port: 8080, acceptQueue: 0, backlogMax: 16, pids: [20] }]
      }
    }
    expect(found(diagnose(host, drain))).toEqual([])
  })
})

describe('paths', () => {
  it('does not alarm when one of many clients goes away without a word', () => {
    const host = server()
    host.connections = times(100, (i) => ({
      pid: 20,
      local: '10.0.0.1:8080',
      remote: `10.0.0.2:${45_000 + i}`,
      sentMs: 100,
    }))
    Object.assign(host.connections[0]!, {
      timer: 'retransmit',
      retransmits: 5,
      unacked: 1,
      wqueue: 200,
      sentMs: 3000,
      ackMs: 8000,
    })
    expect(found(diagnose(host))).toEqual([])
  })

  it('does not say that a path has dropped because another one of the server has', () => {
    const host = server().process(10)
    host.connections = [
      {
        pid: 10,
        cookie: 1,
        local: '10.0.0.9:40000',
        remote: '10.0.0.1:8080',
        sentMs: 20_000,
        receivedMs: 20_100,
        segmentsIn: 0,
      },
      {
        pid: 20,
        cookie: 2,
        local: '10.0.0.1:8080',
        remote: '10.0.0.9:40000',
        segmentsOut: 0,
        sentMs: 20_100,
        receivedMs: 20_000,
      },
      {
        pid: 20,
        cookie: 3,
        local: '10.0.0.1:8080',
        remote: '10.0.0.7:40000',
        timer: 'retransmit',
        retransmits: 5,
        unacked: 1,
        wqueue: 9,
        sentMs: 3000,
        ackMs: 9000,
      },
    ]
    expect(
      diagnose(host)
        .findings()
        .filter((f) => f.cause === 'no-keep-alive')
        .map((f) => f.severity),
    ).toEqual(['info'])
  })

  it('finds a path on which nothing is acknowledged', () => {
    const host = server()
    host.connections = times(1, () => ({
      pid: 20,
      local: '10.0.0.1:8080',
      remote: '10.0.0.2:45000',
      timer: 'retransmit' as const,
      retransmits: 4,
      unacked: 1,
      wqueue: 200,
      sentMs: 3000,
      ackMs: 8000,
    }))
    expect(found(diagnose(host))).toEqual([['silent-drop', 20]])
  })

  it('remembers a connection that died retransmitting', () => {
    const host = server()
    host.connections = times(1, () => ({
      pid: 20,
      local: '10.0.0.1:8080',
      remote: '10.0.0.2:45000',
      timer: 'retransmit' as const,
      retransmits: 4,
      unacked: 1,
      wqueue: 200,
      sentMs: 3000,
      ackMs: 8000,
    }))
    const die = (s: number) => {
      if (s === 3) host.connections = []
    }
    expect(found(diagnose(host, die))).toEqual([['silent-drop', 20]])
  })

  it('finds SYNs without an answer', () => {
    const host = client()
    host.connections = times(2, () => ({
      pid: 10,
      state: 'SYN-SENT' as const,
      remote: '10.9.9.9:80',
      timer: 'retransmit' as const,
      timerRetries: 4,
      retransmits: 4,
      unacked: 1,
      ackMs: 9000,
    }))
    expect(found(diagnose(host))).toEqual([['connect-blackhole', 10]])
  })

  it('finds a client that gives up early and tries again', () => {
    const host = client()
    const retry = (s: number) => {
      host.connections = times(1, () => ({
        pid: 10,
        cookie: 500 + Math.floor(s / 2),
        state: 'SYN-SENT' as const,
        remote: '10.9.9.9:80',
        timer: 'retransmit' as const,
        timerRetries: s % 2 >= 1 ? 1 : 0,
      }))
    }
    expect(found(diagnose(host, retry))).toEqual([['connect-blackhole', 10]])
  })

  it('is silent about a client that is refused again and again', () => {
    const host = client()
    const retry = (s: number) => {
      host.connections = times(1, () => ({
        pid: 10,
        cookie: 600 + s * 2,
        state: 'SYN-SENT' as const,
        remote: '10.9.9.9:80',
      }))
    }
    expect(found(diagnose(host, retry))).toEqual([])
  })

  it('mentions a short wait without TCP keep-alive, warns of a long one, and not on loopback', () => {
    const wait = (remote: string, sentMs: number, timer: 'none' | 'keepAlive' = 'none') => {
      const host = client()
      host.connections = times(1, () => ({
        pid: 10,
        local: '10.0.0.1:40000',
        remote,
        timer,
        sentMs,
        receivedMs: sentMs + 100,
        segmentsIn: 0,
      }))
      return diagnose(host)
        .findings()
        .map((f) => [f.cause, f.severity])
    }
    expect(wait('10.0.0.9:80', 6000)).toEqual([['no-keep-alive', 'info']])
    expect(wait('10.0.0.9:80', 20_000)).toEqual([['no-keep-alive', 'warning']])
    expect(wait('10.0.0.9:80', 80_000, 'keepAlive')).toEqual([])
    expect(wait('127.0.0.1:80', 80_000)).toEqual([])
  })
})

/** A connection that was used too late, both ends in one namespace. */
const tooLate = (c: NamespaceCounters) => ({ ...c, estabResets: c.estabResets + 1, abortOnData: c.abortOnData + 1 })

describe('stale-reuse', () => {
  const reusing = () => {
    const host = client()
    host.connections = times(1, () => ({ pid: 10, segmentsOut: 5, segmentsIn: 5, sentMs: 1000, receivedMs: 995 }))
    return host
  }

  it('finds connections that end by the peer just as they are used again', () => {
    const host = reusing()
    const use = (s: number) => {
      if (s === 1.5 || s === 3.5) {
        host.connections = times(1, () => ({ pid: 10, segmentsOut: 1, segmentsIn: 1, sentMs: 100, receivedMs: 95 }))
        host.counters = tooLate(host.counters)
      }
    }
    expect(found(diagnose(host, use))).toEqual([['stale-reuse', 10]])
  })

  it('is silent about a client that connects again as soon as the server closes', () => {
    const host = reusing()
    const use = (s: number) => {
      if (s === 1.5 || s === 3.5) {
        host.connections = times(1, () => ({ pid: 10, segmentsOut: 1, segmentsIn: 1, sentMs: 100, receivedMs: 95 }))
      }
    }
    expect(found(diagnose(host, use))).toEqual([])
  })

  it('is silent about a client that resets its own connections', () => {
    const host = reusing()
    const use = (s: number) => {
      if (s === 1.5 || s === 3.5) {
        host.connections = times(1, () => ({ pid: 10, segmentsOut: 1, segmentsIn: 1, sentMs: 100, receivedMs: 95 }))
        host.counters = { ...tooLate(host.counters), estabResets: host.counters.estabResets + 2 }
      }
    }
    expect(found(diagnose(host, use))).toEqual([])
  })

  it('is silent where resets come all the time', () => {
    const host = reusing()
    const use = (s: number) => {
      host.counters = tooLate(host.counters)
      if (s === 1.5 || s === 3.5) {
        host.connections = times(1, () => ({ pid: 10, segmentsOut: 1, segmentsIn: 1, sentMs: 100, receivedMs: 95 }))
      }
    }
    expect(found(diagnose(host, use))).toEqual([])
  })

  it('is silent when the client closes its idle connections itself', () => {
    const host = reusing()
    const use = (s: number) => {
      if (s === 1.5 || s === 3.5) {
        for (const old of host.connections) Object.assign(old, { state: 'TIME-WAIT', pid: null })
        host.connections.push(
          ...times(1, () => ({ pid: 10, local: `127.0.0.1:${50_000 + s}`, sentMs: 100, receivedMs: 95 })),
        )
      }
    }
    expect(found(diagnose(host, use))).toEqual([])
  })
})

describe('fd-exhaustion', () => {
  it('finds a process at its limit, with or without connections', () => {
    const host = client()
    host.processes = []
    host.process(10, { descriptors: { used: 1000, limit: 1024 } })
    expect(found(diagnose(host))).toEqual([['fd-exhaustion', 10]])
  })

  it('is silent about much use without growth', () => {
    const host = client()
    host.processes = []
    host.process(10, { descriptors: { used: 900, limit: 1024 } })
    expect(found(diagnose(host))).toEqual([])
  })
})
