import { execFile, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { platform, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify, stripVTControlCharacters } from 'node:util'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { play, type Played, PROGRAM } from './testing/play.js'
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

const has = (command: string, ...args: string[]) => spawnSync(command, args).status === 0
const hasRequests = has('python3', '-c', 'import requests')
const hasGo = has('go', 'version')
const JARS = ['httpclient', 'httpcore', 'commons-logging'].map((name) => `/usr/share/java/${name}.jar`)
const hasJava = JARS.every((jar) => existsSync(jar)) && has('java', '-version')

/** A folder with these files, gone when the work is done. */
async function inFolder<T>(files: Readonly<Record<string, string>>, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'halfopen-suite-'))
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function playGo(how: 'leave' | 'close'): Promise<Played> {
  const files = { 'go.mod': 'module suite\n\ngo 1.19\n', 'suite_test.go': programs.goTest(how) }
  const env = { UPSTREAM: upstream.url, GOFLAGS: '-count=1' }
  return inFolder(files, (cwd) => play(['go', 'test', './...'], { cwd, env }))
}

function playJava(how: 'leave' | 'close'): Promise<Played> {
  const suite = (folder: string) => ['java', '-cp', JARS.join(':'), join(folder, 'Suite.java'), upstream.url]
  return inFolder({ 'Suite.java': programs.javaSuite(how) }, (folder) => play(suite(folder)))
}

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

  it.runIf(hasGo)('bodies that a Go test leaves open', async () => expectLeak(await playGo('leave'), 3))

  it.runIf(hasJava)('small bodies that Java never closes, although the server has', async () => {
    expectLeak(await playJava('leave'), 8)
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
    expect(played.stderr).toMatch(/^halfopen: ✔ no leak · connections: baseline 0, peak \d+, settled 0/)
  })

  it.runIf(hasGo)('bodies that a Go test closes', async () => expectSilence(await playGo('close')))

  it.runIf(hasJava)('bodies that Java closes', async () => expectSilence(await playJava('close')))

  it('a server within the suite, and a long poll under way', async () => {
    expectSilence(await play(node(programs.SERVES_AND_POLLS, upstream.url)))
  })

  it('sessions of a database that are kept', async () => {
    expectSilence(await play(node(programs.KEEPS_SESSIONS, String(database.port))))
  })

  it('a program that ends at once after its last response', async () => {
    expectSilence(await play(node(programs.ENDS_AT_ONCE, upstream.url)))
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

describe.runIf(platform() === 'linux').concurrent('the command', { timeout: 60_000 }, () => {
  it('has its input, output and exit code', async () => {
    const played = await play(['sh', '-c', 'cat; echo to stderr >&2; exit 9'], { stdin: 'from stdin' })
    expect(played).toMatchObject({ code: 9, stdout: 'from stdin', report: { command: { exitCode: 9 } } })
    expect(played.stderr).toMatch(/^to stderr\nhalfopen: /)
  })

  it.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)('is told of %s once', async (signal) => {
    let sent = false
    const onOutput = (program: { kill: (signal: NodeJS.Signals) => boolean }, stdout: string) => {
      if (!sent && stdout.includes('ready')) sent = program.kill(signal)
    }
    const played = await play(node(programs.COUNTS(signal)), { onOutput })
    expect(played).toMatchObject({ code: 5, stdout: `ready\n${signal} 1\n`, report: { command: { signal: null } } })
  })

  it('is interrupted once by a terminal, which interrupts halfopen too', async () => {
    const inside = [process.execPath, PROGRAM, 'run', '--', ...node(programs.COUNTS('SIGINT'))]
    const { stdout } = await promisify(execFile)('python3', ['-c', programs.TYPES_CTRL_C, ...inside])
    expect(stdout).toContain('SIGINT 1\r\n')
    expect(stdout).toMatch(/ 5\n$/)
  })

  it.each([
    ['SIG_DFL', /halfopen: .*no leak seen/, / 0\n$/],
    ['SIG_IGN', /orphaned-process[^]*interrupted while settling/, / 1\n$/],
  ] as const)('is not accused of what Ctrl-C ends while it settles: %s', async (onSigint, said, code) => {
    const flags = ['run', '--settle', '20s', '--']
    const inside = [process.execPath, PROGRAM, ...flags, ...python(programs.LEAVES_BEHIND(onSigint), upstream.url)]
    const { stdout } = await promisify(execFile)('python3', ['-c', programs.TYPES_CTRL_C, ...inside])
    expect(stripVTControlCharacters(stdout).replaceAll(/\s+/g, ' ')).toMatch(said)
    expect(stdout).toMatch(code)
  })
})
