import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { openMiddlebox, startApp } from '@halfopen/lab'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

import { fakeIo } from '../fakes/index.js'
import { thisMachine } from '../host/index.js'
import { compare, type CompareOptions } from './compare.js'
import { groupRuns } from '../processes/index.js'

/** Debian's, which has requests; another one may come first in the path. */
const PYTHON = '/usr/bin/python3'
const hasRequests = succeeds(PYTHON, ['-c', 'import requests'])

interface Report {
  readonly target: string | null
  readonly difference: { readonly about: string; readonly sentence: string }
  readonly limits: readonly string[]
  readonly clients: readonly {
    readonly outcome: { readonly kind: string; readonly exitCode: number | null; readonly ms: number }
    readonly opened: number
    readonly reused: number
    readonly unseen: number
    readonly keepAlive: { readonly enabled: boolean; readonly timeS: number | null } | null
    readonly stdout?: string
    readonly stderr?: string
    readonly connections: readonly {
      readonly bytesSent: number
      readonly bytesReceived: number
      readonly unreadBytes: number | null
      readonly closedBy: string | null
      readonly awaited: boolean | null
      readonly halfClosed: boolean
      readonly longestSilence: { readonly ms: number; readonly segmentsOut: number }
      readonly app: { readonly requests: readonly { readonly headers: Record<string, string> }[] } | null
    }[]
  }[]
}

async function run(commands: readonly string[], changes: Partial<CompareOptions> = {}) {
  const io = fakeIo()
  const options: CompareOptions = {
    commands,
    order: 'together',
    timeoutMs: 20_000,
    patienceMs: undefined,
    app: undefined,
    output: 'failures',
    as: 'json',
    ...changes,
  }
  const code = await compare(options, { io, machine: thisMachine })
  const text = io.stdout.text
  return { code, text, report: options.as === 'json' ? (JSON.parse(text) as Report) : ({} as Report) }
}

function succeeds(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' })
    return true
  } catch {
    // Not installed: what needs it is skipped.
    return false
  }
}

const hostPort = ({ host, port }: { host: string; port: number }): string => `${host}:${port}`

/** What has ended is a zombie until init reaps it. */
function isRunning(pid: string): boolean {
  try {
    return !/\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch {
    return false
  }
}

function guardsOf(pid: number): readonly string[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').split(' ').filter(Boolean)
  return children.filter((child) => readFileSync(`/proc/${child}/cmdline`, 'latin1').includes('halfopen-guard'))
}

/** Answers `GET /MS` after so many milliseconds with five bytes, and keeps the connection. */
function patientServer(): Server {
  return createServer((socket: Socket) => {
    socket.on('error', () => undefined)
    socket.on('data', (data) => {
      const ms = Number(/^GET \/(\d+)/.exec(data.toString())?.[1] ?? 0)
      setTimeout(() => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'), ms).unref()
    })
  })
}

describe('compare', () => {
  let server: Server
  let at: string
  let files: string
  const python = (program: string) => `${PYTHON} -c '${program}'`

  beforeAll(async () => {
    files = mkdtempSync(join(tmpdir(), 'compare-'))
    server = patientServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    at = `127.0.0.1:${(server.address() as AddressInfo).port}`
  })

  afterAll(() => {
    rmSync(files, { recursive: true })
    server.close()
  })

  it('tells how keep-alive is armed, and that it makes no difference to two that succeed', async () => {
    const { code, report } = await run([
      `curl -s --keepalive-time 1 http://${at}/1300`,
      `curl -s --no-keepalive http://${at}/1300`,
    ])
    expect(code).toBe(0)
    const [armed, bare] = report.clients
    expect(report.target).toBe(at)
    expect(armed).toMatchObject({ opened: 1, reused: 0, keepAlive: { enabled: true, timeS: 1, intervalS: 1 } })
    expect(bare).toMatchObject({ opened: 1, keepAlive: { enabled: false } })
    expect(armed?.connections[0]).toMatchObject({ closedBy: 'client', longestSilence: { segmentsOut: 1 } })
    expect(armed?.connections[0]?.bytesReceived).toBeGreaterThanOrEqual(42)
    expect(bare?.connections[0]?.longestSilence.segmentsOut).toBe(0)
    expect(bare?.connections[0]?.longestSilence.ms).toBeGreaterThan(1000)
    expect(report.difference).toMatchObject({
      about: 'keep-alive',
      sentence: 'Both succeeded; they differ in TCP keep-alive (A: after 1s, every 1s, 9 probes; B: off).',
    })
  })

  it('sees an answer that nobody reads', async () => {
    const { code, report } = await run(
      [
        `curl -s http://${at}/100`,
        python(
          `import socket,time; s=socket.create_connection(("127.0.0.1",${at.split(':')[1]})); s.sendall(b"GET /0 HTTP/1.1\\r\\n\\r\\n"); time.sleep(60)`,
        ),
      ],
      { patienceMs: 1500 },
    )
    expect(code).toBe(1)
    expect(report.clients[1]).toMatchObject({ outcome: { kind: 'hung' }, connections: [{ unreadBytes: 43 }] })
    expect(report.difference.about).toBe('unread')
    expect(report.difference.sentence).toMatch(/^B got an answer and did not read it: 43 bytes/)
  })

  it('sees a client in wait for an answer that never comes, and which thread waits', async () => {
    const { report } = await run(
      [
        `curl -s http://${at}/0`,
        python(
          `import socket; s=socket.create_connection(("127.0.0.1",${at.split(':')[1]})); s.sendall(b"GET /60000 HTTP/1.1\\r\\n\\r\\n"); s.recv(9)`,
        ),
      ],
      { patienceMs: 1500 },
    )
    expect(report.clients.map(({ outcome }) => outcome.kind)).toEqual(['ok', 'hung'])
    expect(report.clients[1]?.connections).toMatchObject([{ awaited: true, closedBy: 'halfopen', bytesReceived: 0 }])
    // Keep-alive is no reason: the one that succeeded needed none.
    expect(report.difference.about).not.toBe('keep-alive')
  })

  it.runIf(hasRequests)('tells a connection for each request from one for all', async () => {
    const each = `import requests\nfor i in range(10): requests.get("http://${at}/20")`
    const one = `import requests\ns=requests.Session()\nfor i in range(10): s.get("http://${at}/20")`
    const { code, report } = await run([python(each), python(one)], { order: 'one-by-one' })
    expect(code).toBe(0)
    expect(report.clients[0]).toMatchObject({ opened: 10, reused: 0 })
    expect(report.clients[1]).toMatchObject({ opened: 1, reused: 1 })
    expect(report.difference).toMatchObject({ about: 'connections' })
  })

  it('follows the children of a shell, also those in the background', async () => {
    const { report } = await run([
      `curl -s http://${at}/300 & curl -s http://${at}/300 & wait`,
      `(curl -s http://${at}/300)`,
    ])
    expect(report.clients.map(({ opened }) => opened)).toEqual([2, 1])
  })

  it('tells refused, not found, and killed apart', async () => {
    const { code, report } = await run([`curl -s http://${at}/50`, 'curl -s http://127.0.0.1:1/', 'no-such-command'])
    expect(code).toBe(1)
    expect(report.clients.map(({ outcome }) => [outcome.kind, outcome.exitCode])).toEqual([
      ['ok', 0],
      ['failed', 7],
      ['failed', 127],
    ])
    expect(report.clients[2]?.stderr).toContain('not found')
    const missing = await run([`curl -s http://${at}/50`, 'no-such-command'])
    expect(missing.report.difference.about).toBe('command')
  })

  it('ends what still runs when the time is up', async () => {
    const { code, report } = await run(['sleep 60', `curl -s http://${at}/60000`], { timeoutMs: 1000 })
    expect(code).toBe(0)
    expect(report.clients.map(({ outcome }) => outcome.kind)).toEqual(['timeout', 'timeout'])
    expect(report.difference.sentence).toMatch(/^Both still ran when the time was up/)
  })

  it('keeps only the end of a flood, and escapes it', async () => {
    const { code, report, text } = await run(
      [`head -c 3000000 /dev/zero | tr '\\0' x; printf '\\033[2Jend'; exit 3`, 'exit 3'],
      { output: 'all' },
    )
    expect(code).toBe(0)
    expect(report.clients[0]?.stdout?.length).toBeLessThan(5000)
    expect(report.clients[0]?.stdout).toContain('\\x1b[2Jend')
    expect(text).not.toContain('\u001b')
  })

  it('leaves nothing behind: not what ignores SIGTERM, not what left its group', async () => {
    const pids = join(files, 'pids')
    const stubborn = `sh -c "trap \\"\\" TERM; echo \\$\\$ >> ${pids}; sleep 60; sleep 60" &`
    const daemon = `setsid sh -c "echo \\$\\$ >> ${pids}; sleep 60" &`
    const { report } = await run([`${stubborn} ${daemon} sleep 0.4`, 'true'])
    expect(report.clients.map(({ outcome }) => outcome.kind)).toEqual(['ok', 'ok'])
    const left = readFileSync(pids, 'utf8').trim().split('\n')
    expect(left).toHaveLength(2)
    expect(left.filter(isRunning)).toEqual([])
  })

  it('leaves nothing to run when it is killed itself', async () => {
    const pids = join(files, 'orphans')
    const program = fileURLToPath(new URL('../../bin/halfopen.js', import.meta.url))
    const command = `echo $$ >> ${pids}; sh -c "sleep 61; true" & sleep 61; true`
    const child = spawn(process.execPath, [program, 'compare', command, command], { stdio: 'ignore' })
    const ended = once(child, 'exit')
    const leaders = () => (existsSync(pids) ? readFileSync(pids, 'utf8').trim().split('\n') : [])
    await vi.waitFor(() => expect(leaders()).toHaveLength(2), 10_000)
    // The guard of the second is started right after it.
    await vi.waitFor(() => expect(guardsOf(child.pid ?? 0)).toHaveLength(2), 5000)
    const groups = leaders().map(Number)
    child.kill('SIGKILL')
    await ended
    await vi.waitFor(() => expect(groups.filter((group) => groupRuns(group))).toEqual([]), 5000)
  })

  it('waits for a slow one as long as it is told to', async () => {
    const commands = [`curl -s http://${at}/0`, `curl -s http://${at}/60000`]
    const early = await run(commands, { patienceMs: 1000 })
    expect(early.report.clients.map(({ outcome }) => outcome.kind)).toEqual(['ok', 'hung'])
    expect(early.report.clients[1]?.outcome.ms).toBeLessThan(4000)
    expect(early.report.difference.sentence).toMatch(/B may only be slow: --patience/)
    const late = await run(commands, { patienceMs: Number.POSITIVE_INFINITY, timeoutMs: 1500 })
    expect(late.report.clients.map(({ outcome }) => outcome.kind)).toEqual(['ok', 'timeout'])
  })

  it('asks the server nothing', async () => {
    const lines: string[] = []
    const listener = (socket: Socket) =>
      socket.on('data', (data) => lines.push(data.toString().split(' HTTP')[0] ?? ''))
    server.on('connection', listener)
    await run([`curl -s http://${at}/1`, `curl -s http://${at}/2`])
    server.off('connection', listener)
    expect(lines.sort()).toEqual(['GET /1', 'GET /2'])
  })

  it('says who refused, and who gave up', async () => {
    const refused = await run([`curl -s http://${at}/50`, 'curl -s http://127.0.0.1:1/'])
    expect(refused.report.difference.sentence).toBe('B was refused by 127.0.0.1:1: nobody listens there.')
    const hasty = await run([`curl -s http://${at}/50`, `curl -s --max-time 1 http://${at}/60000`])
    expect(hasty.report.difference.sentence).toMatch(/^B gave up by itself after [\d.]+m?s without a byte \(exit 28\)/)
  })

  it('tells what is known when it is interrupted', async () => {
    const started = run(['sleep 60', `curl -s http://${at}/60000`])
    setTimeout(() => process.emit('SIGHUP'), 500)
    const { code, report } = await started
    expect(code).toBe(3)
    expect(report.clients.map(({ outcome }) => outcome.kind)).toEqual(['stopped', 'stopped'])
    expect(report.clients[1]?.connections).toMatchObject([{ closedBy: 'halfopen' }])
  })

  it('prints a table for a person', async () => {
    const { text } = await run([`curl -s --keepalive-time 7 http://${at}/200`, `curl -s http://${at}/200`], {
      as: 'text',
    })
    expect(text).toMatch(/≠ TCP keep-alive {2,}after 7s, every 7s, 9 probes {2,}after 60s, every 60s, 9 probes/)
    expect(text).toMatch(/^ {2}Outcome {2,}ok \(exit 0\) {2,}ok \(exit 0\)$/m)
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100)
  })
})

describe("the lab's own app as the target", () => {
  it('tells HTTP version, status and headers', async () => {
    await using app = await startApp()
    const { report, code } = await run(
      [
        `curl -s -o /dev/null ${app.url}/sleep?for=200ms`,
        `curl -s -o /dev/null -H 'Connection: close' ${app.url}/sleep?for=200ms`,
      ],
      { app: hostPort(app.address) },
    )
    expect(code).toBe(0)
    expect(report.clients[1]?.connections[0]?.app?.requests[0]?.headers).toMatchObject({ connection: 'close' })
    expect(report.difference).toMatchObject({ about: 'headers' })
    expect(report.difference.sentence).toContain('connection (A: not sent; B: close)')
  })

  it.runIf(hasRequests)('names keep-alive where a middlebox forgets idle connections', async () => {
    await using app = await startApp()
    await using box = await openMiddlebox({
      target: app.address,
      backend: 'native',
      policy: { idleTimeoutMs: 1800, atExpiry: 'silent', keepAlive: 'honour' },
    })
    const url = `http://${box.address.host}:${box.address.port}/sleep?for=2800ms`
    const { code, report } = await run(
      [`curl -s --keepalive-time 1 ${url}`, `${PYTHON} -c 'import requests; requests.get("${url}")'`],
      { app: hostPort(app.address) },
    )
    expect(code).toBe(1)
    expect(report.clients.map(({ outcome }) => outcome.kind)).toEqual(['ok', 'hung'])
    expect(report.difference.about).toBe('keep-alive')
    expect(report.difference.sentence).toMatch(
      /^A armed TCP keep-alive \(first probe after 1s, then every 1s: \d sent in 2\.\ds of silence\) and got its answer; B armed none, sent nothing while it waited and had no answer after [\d.]+s/,
    )
  })
})
