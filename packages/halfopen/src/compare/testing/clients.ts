import type { AppConnection, ClientFacts, ComparedConnection, Outcome } from '../facts/index.js'

export const ok = (ms = 4500): Outcome => ({ kind: 'ok', exitCode: 0, signal: null, ms })
export const failed = (exitCode = 7, ms = 100): Outcome => ({ kind: 'failed', exitCode, signal: null, ms })
export const ended = (kind: 'hung' | 'timeout' | 'stopped', ms = 6500): Outcome => ({
  kind,
  exitCode: null,
  signal: null,
  ms,
})

export const off = { enabled: false, timeS: 7200, intervalS: 75, probes: 9 }
export const armed = (timeS: number) => ({ enabled: true, timeS, intervalS: timeS, probes: 9 })
export const silence = (ms: number, probes = 0) => ({ ms, segmentsOut: probes, segmentsIn: probes })

export function connection(changes: Partial<ComparedConnection> = {}): ComparedConnection {
  return {
    pid: 1,
    local: '127.0.0.1:40000',
    localPort: 40_000,
    remote: '127.0.0.1:8080',
    openedMs: 10,
    closedMs: 4500,
    state: 'ESTABLISHED',
    established: true,
    keepAlive: off,
    userTimeoutMs: 0,
    bytesSent: 80,
    bytesReceived: 43,
    unreadBytes: 0,
    retransmits: 0,
    turns: 1,
    longestSilence: silence(10),
    lastSilence: silence(0),
    halfClosed: false,
    closedBy: 'client',
    awaited: null,
    app: null,
    ...changes,
  }
}

/** One that waited to its end and got nothing. */
export function waiting(ms: number, changes: Partial<ComparedConnection> = {}): ComparedConnection {
  return connection({
    closedMs: null,
    bytesReceived: 0,
    closedBy: 'halfopen',
    awaited: true,
    longestSilence: silence(ms),
    lastSilence: silence(ms),
    ...changes,
  })
}

export function client(
  label: string,
  outcome: Outcome,
  connections: readonly ComparedConnection[] = [connection()],
): ClientFacts {
  return { label, command: `run ${label}`, outcome, connections, unseen: 0, refusedBy: [], stdout: '', stderr: '' }
}

export function seenByApp(
  answeredMs: number | null,
  changes: Partial<AppConnection['requests'][0]> = {},
): AppConnection {
  const request = {
    method: 'GET',
    path: '/sleep',
    httpVersion: '1.1',
    headers: {},
    startedMs: 1000,
    status: answeredMs === null ? null : 200,
    answeredMs: answeredMs === null ? null : 1000 + answeredMs,
    completed: answeredMs !== null,
    ...changes,
  }
  return {
    id: 1,
    remote: { host: '127.0.0.1', port: 40_000 },
    openedMs: 990,
    closedMs: null,
    protocol: 'http/1.1',
    tls: false,
    closedBy: null,
    clientHalfClosed: false,
    requests: [request],
  }
}
