import { describe, expect, it } from 'vitest'
import type { Expectation } from '../incident/index.js'
import { explain } from './explain.js'
import { judge, type Scene } from './judge.js'
import type { Finding } from './report.js'

const scene: Scene = {
  endpoints: { upstream: { host: '127.0.0.1', port: 18102 } },
  pids: { client: [20, 21], upstream: [10] },
}

const expectation: Expectation = {
  find: [{ cause: 'response-leak', at: [{ program: 'client', remote: 'upstream' }], atLeast: 32 }],
  not: [{ cause: 'silent-drop' }],
  also: [{ cause: 'no-idle-timeout', program: 'upstream', because: 'it is true as well' }],
}

const healthy: Expectation = { find: [], not: [], also: [] }

const leak: Finding = {
  id: 'response-leak|/usr/bin/java|127.0.0.1:18102',
  cause: 'response-leak',
  severity: 'critical',
  confidence: 'certain',
  process: { pid: 21, name: 'java' },
  direction: 'outbound',
  remote: '127.0.0.1:18102',
  localPort: null,
  connections: 32,
  summary: '32 responses were never closed',
  evidence: [],
  forecast: null,
}

const onUpstream: Finding = {
  ...leak,
  cause: 'no-idle-timeout',
  process: { pid: 10, name: 'python3' },
  remote: null,
  localPort: 18102,
}

const passes = { missing: [], unwanted: [] }
const missed = (findings: Finding[], wanted = expectation) => judge(findings, wanted, scene).missing[0]?.nearMisses
const unwanted = (findings: Finding[], wanted = expectation) =>
  judge(findings, wanted, scene).unwanted.map(({ why }) => why)

describe('what must be found', () => {
  it('passes when it is there, on any process of the program', () => {
    expect(judge([leak], expectation, scene)).toEqual(passes)
  })

  it('fails when nothing came', () => {
    expect(missed([])).toEqual([])
  })

  it('fails on another program’s pid', () => {
    expect(missed([{ ...leak, process: { pid: 10, name: 'python3' } }])).toEqual(['it is on upstream (pid 10)'])
  })

  it('fails on a pid that is none of the programs', () => {
    expect(missed([{ ...leak, process: { pid: 99, name: 'sshd' } }])).toEqual(['it is on sshd (pid 99)'])
  })

  it('fails on another remote', () => {
    const elsewhere = { ...leak, remote: '127.0.0.1:18103' }
    expect(missed([elsewhere])).toEqual(['its remote is 127.0.0.1:18103, not 127.0.0.1:18102'])
  })

  it('fails on another local port', () => {
    const inbound: Expectation = {
      ...healthy,
      find: [{ cause: 'no-idle-timeout', at: [{ program: 'upstream', localPort: 'upstream' }], atLeast: 1 }],
    }
    expect(judge([onUpstream], inbound, scene)).toEqual(passes)
    expect(missed([{ ...onUpstream, localPort: 80 }], inbound)).toEqual(['its local port is 80, not 18102'])
  })

  it('fails on too few connections', () => {
    expect(missed([{ ...leak, connections: 31 }])).toEqual(['it counts 31 connections'])
  })

  it('fails when it is only an info', () => {
    expect(missed([{ ...leak, severity: 'info' }])).toEqual(['it is only an info'])
  })

  it('fails on another cause', () => {
    expect(judge([{ ...leak, cause: 'unreaped-pool' }], expectation, scene).missing).toHaveLength(1)
  })

  it('fails without the forecast, or with another limit', () => {
    const wanted: Expectation = {
      ...expectation,
      find: expectation.find.map((find) => ({ ...find, forecast: { resource: 'descriptors', limit: 64 } })),
    }
    expect(missed([leak], wanted)).toEqual(['its forecast is null'])
    expect(missed([{ ...leak, forecast: { resource: 'descriptors', limit: 1024 } }], wanted)).toHaveLength(1)
    expect(judge([{ ...leak, forecast: { resource: 'descriptors', limit: 64 } }], wanted, scene)).toEqual(passes)
  })

  it('takes any one of several places', () => {
    const either: Expectation = {
      ...expectation,
      find: expectation.find.map((find) => ({
        ...find,
        at: [{ program: 'upstream', localPort: 'upstream' }, ...find.at],
      })),
    }
    expect(judge([leak], either, scene)).toEqual(passes)
  })
})

describe('what must not be found', () => {
  it('is anything above info on a program that is not the culprit', () => {
    expect(unwanted([leak, { ...onUpstream, cause: 'slow-reader' }])).toEqual(['upstream is not the culprit'])
  })

  it('is anything above info on a process that is none of the programs', () => {
    const stranger = { ...leak, process: { pid: 99, name: 'sshd' } }
    expect(unwanted([leak, stranger])).toEqual(['this process is not the culprit'])
  })

  it('is what the incident forbids, even on the culprit', () => {
    const forbidden = { ...leak, cause: 'silent-drop' }
    expect(unwanted([leak, forbidden])).toEqual(['it is declared as not to be reported'])
  })

  it('is nothing that is allowed with a reason, nor an info, nor more about the culprit', () => {
    const more = { ...leak, cause: 'fd-exhaustion' }
    const info: Finding = { ...leak, process: { pid: 99, name: 'sshd' }, severity: 'info' }
    expect(judge([leak, onUpstream, more, info], expectation, scene)).toEqual(passes)
  })

  it('is everything above info where nothing is wrong', () => {
    expect(unwanted([leak], healthy)).toEqual(['nothing is wrong here'])
    expect(judge([{ ...leak, severity: 'info' }], healthy, scene)).toEqual(passes)
  })
})

it('explains in one block what was expected and what came', () => {
  const few = { ...leak, connections: 3 }
  const text = explain(judge([few, onUpstream], expectation, scene), expectation.find, [few, onUpstream], scene)
  expect(text).toMatchInlineSnapshot(`
    "  expected  response-leak on client to 127.0.0.1:18102, 32 connections or more
      came      response-leak (critical, certain) on client (java, pid 21) to 127.0.0.1:18102, 3 connections: 32 responses were never closed
                no-idle-timeout (critical, certain) on upstream (python3, pid 10), local port 18102, 32 connections: 32 responses were never closed
      missing   response-leak on client to 127.0.0.1:18102, 32 connections or more
                  near miss: it counts 3 connections
    "
  `)
})
