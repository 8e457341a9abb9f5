import type { ChildProcess, SpawnOptions } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createSocket } from 'node:dgram'
import dns from 'node:dns'
import { createServer, type Socket } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Address, serve, type Serving } from '../../serving/index.js'
import type { FlowPolicy, Middlebox } from '../types.js'
import { kernelBackend } from './index.js'

const POLICY: FlowPolicy = { idleTimeoutMs: 60_000, atExpiry: 'silent', keepAlive: 'honour' }
const PIPES: SpawnOptions = { stdio: ['ignore', 'pipe', 'pipe'] }

/** Tells each client how it sees it, and closes. */
const greeter = (host: string): Promise<Serving> =>
  serve(
    createServer((socket: Socket) => socket.end(`${socket.remoteAddress} ${socket.remotePort}`)),
    { host },
  )

const open = (target: Address) => kernelBackend.open({ target, policy: POLICY })

interface Outcome {
  readonly code: number | null
  readonly signal: string | null
  readonly said: string
}

async function outcome(child: ChildProcess): Promise<Outcome> {
  const said = child.stdout === null ? Promise.resolve('') : text(child.stdout)
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
  return { code, signal, said: await said }
}

/** What the greeter says to a client in the box, and the client's own port. */
async function greeting(box: Middlebox, { host, port }: Address): Promise<{ said: string; from: number }> {
  const client = `import socket
s = socket.create_connection(("${host}", ${port}), 5)
print(s.getsockname()[1], s.recv(99).decode(), sep="|")`
  const { said } = await outcome(box.run(['python3', '-c', client], PIPES))
  const [from = '', heard = ''] = said.trim().split('|')
  return { said: heard, from: Number(from) }
}

/** Processes that have the marker in their environment: it is handed down to everything that a laboratory starts. */
const marked = (marker: string): readonly string[] =>
  readdirSync('/proc').filter((pid) => {
    try {
      return pid !== String(process.pid) && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(marker)
    } catch {
      return false
    }
  })

async function until(holds: () => boolean): Promise<void> {
  for (const endMs = performance.now() + 5000; performance.now() < endMs; await sleep(10)) if (holds()) return
  throw new Error('did not come to hold within 5 s')
}

const unavailable = await kernelBackend.unavailable()

const excuse = unavailable === undefined ? '' : ` (${unavailable})`

describe.skipIf(excuse !== '')(`the kernel backend${excuse}`, () => {
  let served: Serving
  let box: Middlebox

  beforeAll(async () => {
    served = await greeter('127.0.0.1')
    box = await open(served.address)
  })

  afterAll(async () => {
    await box[Symbol.asyncDispose]()
    await served[Symbol.asyncDispose]()
  })

  it('is reached by the address that the target has on this host, and keeps the port of the client', async () => {
    expect(box.address).toEqual(served.address)
    const { said, from } = await greeting(box, served.address)
    expect(said).toBe(`127.0.0.1 ${from}`)
    expect(await box.counts()).toMatchObject({ opened: 1, forgotten: 0 })
  })

  it('reaches any other address too', async () => {
    const own = Object.values(networkInterfaces()).flat()
    const outer = own.find((address) => address?.family === 'IPv4' && !address.internal)?.address
    for (const host of ['127.0.0.7', ...(outer === undefined ? [] : [outer])]) {
      await using other = await greeter(host)
      expect((await greeting(box, other.address)).said).not.toBe('')
    }
  })

  it('reaches a target that speaks IPv6 only', async () => {
    await using six = await greeter('::1')
    await using boxOfSix = await open(six.address)
    expect((await greeting(boxOfSix, boxOfSix.address)).said).toContain('::1')
  })

  it('resets a connection that the target refuses', async () => {
    const gone = await greeter('127.0.0.1')
    await gone[Symbol.asyncDispose]()
    const client = `import socket
try: socket.create_connection(("127.0.0.1", ${gone.address.port}), 5).recv(1)
except ConnectionResetError: print("reset")`
    expect(await outcome(box.run(['python3', '-c', client], PIPES))).toMatchObject({ said: 'reset\n' })
  })

  it('passes questions on to the name server of this host, whichever the client asks', async () => {
    const server = createSocket('udp4', (question, { port, address }) =>
      server.send(`re ${question.toString()}`, port, address),
    )
    const servers = dns.getServers()
    try {
      await once(server.bind(0, '127.0.0.1'), 'listening')
      dns.setServers([`127.0.0.1:${server.address().port}`])
      const client = `import socket
for host in ("127.0.0.53", "192.0.2.1"):
  s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.settimeout(5); s.connect((host, 53)); s.send(b"q"); print(s.recv(9).decode())`
      expect(await outcome(box.run(['python3', '-c', client], PIPES))).toMatchObject({ said: 're q\nre q\n' })
    } finally {
      dns.setServers(servers)
      server.close()
    }
  })

  it('runs a command as if it ran here', async () => {
    const run = (...command: [string, ...string[]]) => outcome(box.run(command, { ...PIPES, cwd: '/usr' }))
    expect(await run('pwd')).toMatchObject({ code: 0, said: '/usr\n' })
    expect(await run('sh', '-c', 'exit 7')).toMatchObject({ code: 7, signal: null })
    expect(await run('sh', '-c', 'kill -KILL $$')).toMatchObject({ signal: 'SIGKILL' })
    expect(await run('no-such-program')).toMatchObject({ code: 127 })
    expect(await run('id', '-u')).toMatchObject({ said: `${process.geteuid?.()}\n` })
  })

  it('kills the command, not only what stands between', async () => {
    const child = box.run(['sh', '-c', 'trap "echo told; exit 3" INT; echo ready; while :; do sleep 0.05; done'], PIPES)
    child.stdout?.once('data', () => child.kill('SIGINT'))
    expect(await outcome(child)).toEqual({ code: 3, signal: null, said: 'ready\ntold\n' })
  })

  it('leaves two laboratories alone with each other', async () => {
    await using other = await open(served.address)
    const all = await Promise.all([box, other, box, other].map((one) => greeting(one, served.address)))
    // The second where two clients happen to have the same port.
    for (const { said } of all) expect(said).toMatch(/^127\.0\.0\.[12] /)
    expect(await other.counts()).toEqual({ opened: 2, forgotten: 0 })
  })
})

describe.skipIf(excuse !== '')(`what the kernel backend leaves behind${excuse}`, () => {
  const marker = `HALFOPEN_TEST=${process.pid}.${Math.random()}`
  const environment = { ...process.env }
  const target = { host: '127.0.0.1', port: 9 }

  beforeEach(() => {
    const [name = '', value = ''] = marker.split('=')
    process.env[name] = value
  })

  afterEach(() => {
    process.env = { ...environment }
    expect(marked(marker)).toEqual([])
  })

  it('takes the commands along when it is disposed of, however often', async () => {
    const box = await open(target)
    const ended = outcome(box.run(['sh', '-c', 'sleep 1000 & exec sleep 1000'], PIPES))
    await until(() => marked(marker).length >= 5)
    await Promise.all([box[Symbol.asyncDispose](), box[Symbol.asyncDispose]()])
    expect(await ended).toMatchObject({ signal: 'SIGKILL' })
  })

  it('says why, and leaves nothing, when it cannot be set up', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'halfopen-'))
    try {
      writeFileSync(join(folder, 'nft'), '#!/bin/sh\necho no tables today >&2\nexit 1\n')
      chmodSync(join(folder, 'nft'), 0o755)
      process.env['PATH'] = `${folder}:${process.env['PATH']}`
      expect(await kernelBackend.unavailable()).toContain('no tables today')
      await expect(open(target)).rejects.toMatchObject({
        code: 'HO_NAMESPACES',
        message: expect.stringContaining('no tables today'),
      })
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('is set up quickly', async () => {
    const startedMs = performance.now()
    await using second = await open(target)
    expect(performance.now() - startedMs).toBeLessThan(2000)
    expect(second.reach).toBe('run-only')
  })
})
