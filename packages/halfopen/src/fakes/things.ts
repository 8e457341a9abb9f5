import type { Finding, GroupView, Process, ProcessView } from '@halfopen/core'

/** Everything that may not reach a terminal: CSI, OSC, BEL, C1 CSI, DEL, a bidirectional override, zero width, a line break. */
export const HOSTILE = '\u001b[2J\u001b]0;title\u0007\u009b31m\u007f\u202egnp.exe\u200b\nsecond\u2028line'

export function process_(changes: Partial<Process> = {}): Process {
  return {
    pid: 70,
    parentPid: 1,
    startTicks: 700,
    name: 'java',
    exe: '/usr/bin/java',
    cmdline: 'java -jar app.jar',
    runtime: 'java',
    container: null,
    descriptors: { used: 700, limit: 1024 },
    ...changes,
  }
}

export function finding(changes: Partial<Finding> = {}): Finding {
  const { pid, name, exe, cmdline, runtime, container } = process_()
  return {
    id: 'response-leak|/usr/bin/java|127.0.0.1:18102',
    cause: 'response-leak',
    severity: 'critical',
    confidence: 'certain',
    process: { pid, name, exe, cmdline, runtime, container },
    direction: 'outbound',
    remote: '127.0.0.1:18102',
    localPort: null,
    connections: 32,
    oldestMs: 64_000,
    summary: 'java holds 32 responses from 127.0.0.1:18102 that it neither read nor closed.',
    evidence: ['32 connections in CLOSE-WAIT to 127.0.0.1:18102', 'each carried 1 request'],
    forecast: { resource: 'descriptors', limit: 1024, used: 700, perMinute: 3.1, exhaustedInMs: 6_270_000 },
    remedy: {
      summary: 'Use try-with-resources on every path.',
      code: 'try (Response r = client.execute(get)) {\n    r.consume();\n}',
      cure: 'halfopen cure idle --pid 70',
    },
    ...changes,
  }
}

export function group(changes: Partial<GroupView> = {}): GroupView {
  return {
    key: '70@700 > 127.0.0.1:18102',
    direction: 'outbound',
    remote: '127.0.0.1:18102',
    localPort: null,
    connections: 32,
    states: { 'CLOSE-WAIT': 32 },
    oldestSilenceMs: 64_000,
    ...changes,
  }
}

export function view(changes: Partial<ProcessView> = {}): ProcessView {
  return {
    key: '70@700',
    process: process_(),
    connections: 33,
    states: { 'CLOSE-WAIT': 32, ESTABLISHED: 1 },
    groups: [
      group(),
      group({
        key: '70@700 < 8080',
        direction: 'inbound',
        remote: null,
        localPort: 8080,
        connections: 1,
        states: { ESTABLISHED: 1 },
      }),
    ],
    listeningOn: [8080],
    descriptorHistory: [690, 695, 700],
    ...changes,
  }
}
