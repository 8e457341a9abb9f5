import { EXPIRIES, type Expiry } from '@halfopen/core'
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { fakeIo } from '../fakes/index.js'
import { thisMachine } from '../host/index.js'
import { parseTarget, probe, type ProbeOptions } from './index.js'
import { type PathOptions, startPath, type TestPath } from './testing/path.js'

const DEFAULTS: Omit<ProbeOptions, 'target'> = {
  mode: 'auto',
  minMs: 1300,
  maxMs: 2600,
  resolution: 0.03,
  waitMs: 400,
  isFrugal: false,
  connections: 2000,
  pacePerSecond: 200,
  insecure: false,
  scale: 1,
  adviceFor: 'curl',
  as: 'json',
}

interface Told {
  readonly verdict: string
  readonly idleTimeoutMs: { readonly atLeast: number; readonly atMost: number } | null
  readonly atExpiry: string | null
  readonly keepAliveProbesReset: boolean | null
  readonly keepAlive: { readonly fromClient: boolean | null; readonly fromServer: boolean | null }
  readonly connections: number
  readonly wallMs: number
  readonly matches: readonly string[]
  readonly notes: readonly string[]
  readonly advice: readonly { readonly for: string; readonly code: string }[]
}

async function probed(target: string, changes: Partial<ProbeOptions> = {}): Promise<{ code: number; told: Told }> {
  const io = fakeIo()
  const code = await probe({ ...DEFAULTS, target: parseTarget(target), ...changes }, { io, machine: thisMachine })
  return { code, told: JSON.parse(io.stdout.text) as Told }
}

/** The timers of the test's path are late on a busy machine: it knows by how much; and the kernel's times have ticks. */
function expectHolds(told: Told, idleTimeoutMs: number, far: TestPath): void {
  expect(told).toMatchObject({ verdict: 'measured' })
  expect(told.idleTimeoutMs?.atLeast).toBeLessThanOrEqual(far.latestMs())
  expect(told.idleTimeoutMs?.atMost).toBeGreaterThanOrEqual(idleTimeoutMs - far.answersLateMs() - 10)
}

const path = (atExpiry: Expiry, keepAlive: PathOptions['keepAlive'], idleTimeoutMs = 1800): PathOptions => ({
  idleTimeoutMs,
  atExpiry,
  keepAlive,
})

const inJson = (expiry: Expiry): string => (expiry === 'reset-both' ? 'reset' : expiry)

describe.concurrent('response mode', () => {
  it.each(EXPIRIES)('%s', async (atExpiry) => {
    await using far = await startPath(path(atExpiry, 'honour'))
    const { code, told } = await probed(far.url)
    expectHolds(told, 1800, far)
    expect({ code, atExpiry: told.atExpiry }).toEqual({ code: 1, atExpiry: inJson(atExpiry) })
    expect(told.keepAlive).toMatchObject({ fromClient: true, fromServer: true })
  })

  it('sees that probes are ignored, and then advises none', async () => {
    await using far = await startPath(path('silent', 'ignore'))
    const { told } = await probed(far.url)
    expectHolds(told, 1800, far)
    expect(told.keepAlive).toMatchObject({ fromClient: false, fromServer: false })
    expect(told.advice).toEqual([])
  })

  it('tells laboratory time in the time of the path that is meant', async () => {
    await using far = await startPath(path('reset-late', 'honour', 3500))
    const { told } = await probed(far.url, { minMs: 3000, maxMs: 4500, resolution: 0.01, scale: 100 })
    expectHolds({ ...told, idleTimeoutMs: scaledDown(told) }, 3500, far)
    expect(told.matches).toContain('aws-nlb-tcp')
    expect(told.advice[0]?.code).toContain('--keepalive-time 60')
  })

  it('takes few connections when it is told to be frugal', async () => {
    await using far = await startPath(path('reset-late', 'honour', 1600))
    const { told } = await probed(far.url, { isFrugal: true, minMs: 1000, maxMs: 4000, resolution: 0.01 })
    expectHolds(told, 1600, far)
    expect(told.connections).toBeLessThanOrEqual(64)
    expect(told.keepAliveProbesReset).toBe(true)
  })

  it('finds nothing where nothing is', async () => {
    await using far = await startPath(path('silent', 'honour', 60_000))
    const { code, told } = await probed(far.url, { maxMs: 1500 })
    expect(code).toBe(0)
    expect(told).toMatchObject({ verdict: 'none-found', atExpiry: 'none-found', idleTimeoutMs: null })
  })

  it('is not taken in by answers that are late all at once', async () => {
    const pause = { fromMs: performance.now() + 1400, forMs: 700 }
    await using far = await startPath({ ...path('silent', 'honour', 60_000), pause })
    const { told } = await probed(far.url, { minMs: 1000, maxMs: 3000, resolution: 0.01 })
    expect(told).toMatchObject({ verdict: 'none-found', idleTimeoutMs: null })
  })

  it('gives no number where connections end at any age', async () => {
    await using far = await startPath({ ...path('close', 'honour', 60_000), evictAtMs: performance.now() + 2200 })
    const { code, told } = await probed(far.url, { pacePerSecond: 20, maxMs: 6000 })
    expect(code).toBe(3)
    expect(told).toMatchObject({ verdict: 'noise', idleTimeoutMs: null })
  })
})

const scaledDown = ({ idleTimeoutMs }: Told): Told['idleTimeoutMs'] =>
  idleTimeoutMs === null ? null : { atLeast: idleTimeoutMs.atLeast / 100, atMost: idleTimeoutMs.atMost / 100 }

describe.concurrent('idle mode', () => {
  it.each(['silent', 'reset-late', 'reset-both'] as const)('%s', async (atExpiry) => {
    await using far = await startPath(path(atExpiry, 'honour', 1600))
    const { told } = await probed(far.url, { mode: 'idle' })
    expectHolds(told, 1600, far)
    expect(told).toMatchObject({ atExpiry: inJson(atExpiry), keepAlive: { fromClient: true, fromServer: null } })
  })

  it("tells a server's own close", async () => {
    await using far = await startPath(path('close', 'ignore', 1600))
    const { told } = await probed(far.url, { mode: 'idle' })
    expectHolds(told, 1600, far)
    expect(told).toMatchObject({ atExpiry: 'close', keepAliveProbesReset: false, advice: [] })
    expect(told.notes.join(' ')).toContain("far side's own close")
  })
})

describe.concurrent('tcp mode', () => {
  it.each(['silent', 'reset-late'] as const)('%s', async (atExpiry) => {
    await using far = await startPath(path(atExpiry, 'honour', 1600))
    const { told } = await probed(far.address)
    expectHolds(told, 1600, far)
    expect(told).toMatchObject({ atExpiry, mode: 'tcp', keepAlive: { fromClient: true } })
  })
})

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe.concurrent('what cannot be measured has a verdict, not a number', () => {
  it.each([
    ['Connection: close', 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok', 'after each response'],
    ['no length', 'HTTP/1.0 200 OK\r\n\r\nok', 'after each response'],
    ['429', 'HTTP/1.1 429 Slow\r\nContent-Length: 2\r\n\r\nok', 'limits the rate'],
    ['502', 'HTTP/1.1 502 Bad\r\nContent-Length: 2\r\n\r\nok', 'answers 502'],
    ['no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n', 'does not answer in HTTP/1.1'],
  ])('%s', async (_name, answer, message) => {
    await using far = await startPath({ ...path('close', 'honour', 60_000), answer: () => answer })
    await expect(probed(far.url)).rejects.toMatchObject({
      code: 'HO_UNMEASURABLE',
      message: expect.stringContaining(message),
    })
  })

  it('a rate limit that strikes while it runs', async () => {
    let requests = 0
    const limited = 'HTTP/1.1 429 Slow\r\nContent-Length: 0\r\n\r\n'
    const answer = () => (++requests > 30 ? limited : undefined)
    await using far = await startPath({ ...path('close', 'honour', 60_000), answer })
    const { code, told } = await probed(far.url)
    expect(code).toBe(3)
    expect(told).toMatchObject({ verdict: 'refused', idleTimeoutMs: null })
    expect(told.notes.join(' ')).toContain('answered 429')
  })

  it('a server that hangs up at once', async () => {
    const server = createTcpServer((socket) => socket.on('error', () => undefined).end())
    const at = await listening(server)
    await expect(probed(`http://${at}/`)).rejects.toMatchObject({
      message: expect.stringContaining('closes it at once'),
    })
    await expect(probed(at)).rejects.toMatchObject({ message: expect.stringContaining('closes it at once') })
    server.close()
  })

  it('nobody there, no such name, no TLS, no app', async () => {
    const server = createServer((_, response) => response.end('ok'))
    const at = await listening(server)
    const told = (message: string, code = 'HO_TARGET') => ({
      code,
      message: expect.stringContaining(message) as string,
    })
    await expect(probed(`https://${at}/`)).rejects.toMatchObject(told('TLS failed'))
    await expect(probed(`http://${at}/`, { mode: 'response' })).rejects.toMatchObject(
      told('is not the problem app', 'HO_UNMEASURABLE'),
    )
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
    await expect(probed(`http://${at}/`)).rejects.toMatchObject(told('refused'))
    await expect(probed('http://no-such-host.invalid/')).rejects.toMatchObject(told('does not resolve'))
  })
})

it('says what is known when it is ended early', async () => {
  await using far = await startPath(path('silent', 'honour', 60_000))
  const ended = probed(far.url, { maxMs: 60_000 })
  setTimeout(() => process.emit('SIGINT'), 1500)
  const { code, told } = await ended
  expect(code).toBe(3)
  expect(told).toMatchObject({ verdict: 'interrupted', idleTimeoutMs: null })
  expect((told as Told & { aliveUpToMs: number }).aliveUpToMs).toBeGreaterThan(1000)
})
