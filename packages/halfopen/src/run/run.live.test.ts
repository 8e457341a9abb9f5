import { execFileSync, spawnSync } from 'node:child_process'
import { platform } from 'node:os'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { play, type Played } from './testing/play.js'
import * as programs from './testing/programs.js'
import { node, python } from './testing/programs.js'
import { startDatabase, startUpstream } from './testing/upstream.js'

let upstream: Awaited<ReturnType<typeof startUpstream>>
let database: Awaited<ReturnType<typeof startDatabase>>

beforeAll(async () => {
  upstream = await startUpstream()
  database = await startDatabase()
})

afterAll(() => {
  upstream.server.closeAllConnections()
  upstream.server.close()
  database.close()
})

const hasRequests = spawnSync('python3', ['-c', 'import requests']).status === 0

function leaks({ report }: Played): readonly unknown[] {
  return report.findings.filter(({ severity }) => severity !== 'info').map(({ cause, remote }) => [cause, remote])
}

describe.runIf(platform() === 'linux').concurrent('it finds', { timeout: 60_000 }, () => {
  const expectLeak = (played: Played, atLeast: number) => {
    expect(leaks(played)).toEqual([['response-leak', upstream.url.slice(7)]])
    expect(played).toMatchObject({ code: 1, report: { verdict: 'leaked' } })
    expect(played.report.findings[0]?.connections).toBeGreaterThanOrEqual(atLeast)
  }

  it.runIf(hasRequests)('streamed responses that Python keeps until it ends', async () => {
    expectLeak(await play(python(programs.KEEPS_STREAMS, upstream.url)), 3)
  })

  it('bodies that Node.js never reads', async () => {
    expectLeak(await play(node(programs.KEEPS_BODIES, upstream.url)), 3)
  })

  it('a daemon that outlives the command, which it leaves running', async () => {
    const played = await play(python(programs.DAEMON, upstream.url, '30'))
    expect(leaks(played)).toEqual([['orphaned-process', upstream.url.slice(7)]])
    expect(played).toMatchObject({ code: 1, report: { connections: { settled: { outbound: 1 } } } })
    const pid = played.report.findings[0]?.process.pid ?? 0
    expect(process.kill(pid, 0)).toBe(true)
    process.kill(pid, 'SIGKILL')
  })
})

describe.runIf(platform() === 'linux').concurrent('it is silent about', { timeout: 60_000 }, () => {
  const expectSilence = (played: Played) => {
    expect(leaks(played)).toEqual([])
    expect(played.code).toBe(0)
  }

  it.runIf(hasRequests)('a pool of Python that is idle to the end', async () => {
    expectSilence(await play(python(programs.KEEPS_POOL, upstream.url)))
  })

  it('a pool of Node.js that is idle to the end', async () => {
    const played = await play(node(programs.READS_BODIES, upstream.url))
    expectSilence(played)
    expect(played.report).toMatchObject({ verdict: 'clean', connections: { settled: { outbound: 0, inbound: 0 } } })
    expect(played.report.connections.peak.outbound).toBeGreaterThanOrEqual(4)
    expect(played.stderr).toMatch(/^halfopen: ✔ no connection leaked: 0 connections before, \d+ at the peak/)
  })

  it('a server within the suite, and a long poll under way', async () => {
    expectSilence(await play(node(programs.SERVES_AND_POLLS, upstream.url)))
  })

  it('sessions of a database that are kept', async () => {
    expectSilence(await play(node(programs.KEEPS_SESSIONS, String(database.port))))
  })

  it('a program that ends at once after its last response', async () => {
    const played = await play(node(programs.ENDS_AT_ONCE, upstream.url))
    expectSilence(played)
    expect(played.report.verdict).toBe('too-short')
  })

  it('a daemon that closes in time', async () => {
    expectSilence(await play(python(programs.DAEMON, upstream.url, '0.5'), { settle: '20s' }))
  })

  it.runIf(hasRequests)('a subprocess that a test lets leak', async () => {
    const played = await play(python(programs.TESTS_A_LEAK))
    expectSilence(played)
    expect(played.report.findings).toMatchObject([{ severity: 'info', connections: 5 }])
  })

  it('a download that is interrupted', async () => {
    const interrupt: Parameters<typeof play>[1] = { onOutput: (program) => program.kill('SIGINT') }
    const command = node(
      "for await (const _ of (await fetch(process.argv[1] + '/slow')).body) if (!globalThis.told) console.log((globalThis.told = 'begun'))",
      upstream.url,
    )
    const played = await play(command, interrupt)
    expect(leaks(played)).toEqual([])
    expect(played).toMatchObject({ code: 130, report: { command: { exitCode: 130, signal: 'SIGINT' } } })
  })
})
