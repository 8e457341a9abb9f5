import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { SocketHandles } from '@halfopen/kernel'
import { describe, expect, it } from 'vitest'

import { startApp } from './index.js'
import { RawClient, until } from './testing/raw.js'

/** Exit code and output. */
async function curl(...args: string[]) {
  return promisify(execFile)('curl', ['-sS', '--max-time', '10', ...args]).then(
    ({ stdout }) => ({ code: 0, stdout }),
    ({ code, stdout }: { code: number; stdout: string }) => ({ code, stdout }),
  )
}

/** What curl(1) calls the ways an answer can fail. */
const EMPTY_REPLY = 52
const PARTIAL_FILE = 18
const RECEIVE_ERROR = 56
const TIMEOUT = 28
const UNTRUSTED = 60

describe('curl', () => {
  it.each([
    ['/close', EMPTY_REPLY],
    ['/close?how=reset', RECEIVE_ERROR],
    ['/close?sent=half', PARTIAL_FILE],
    ['/close?sent=half&how=reset&after=50ms', RECEIVE_ERROR],
    ['/sleep?for=20ms', 0],
  ])('%s ends with %i', async (path, code) => {
    await using app = await startApp()
    expect((await curl(`${app.url}${path}`)).code).toBe(code)
  })

  it('waits for what never ends until its time is up', async () => {
    await using app = await startApp()
    const paths = ['/silence', '/silence?sent=nothing', '/endless', '/events']
    const asked = paths.map(async (path) => curl('--max-time', '1', '-o', '/dev/null', `${app.url}${path}`))
    expect((await Promise.all(asked)).map(({ code }) => code)).toEqual(paths.map(() => TIMEOUT))
    // With a FIN, or with a RST where it has left something unread.
    const left = () => app.connections().filter(({ closedBy }) => closedBy?.startsWith('client'))
    await until(() => left().length === paths.length)
  })

  it.each(['--http1.1', '--http2'])('%s, reusing its connection', async (version) => {
    await using app = await startApp()
    const { stdout } = await curl(version, `${app.url}/sleep?for=1ms`, `${app.url}/echo`, '-d', 'hello')
    expect(stdout).toContain('"text": "hello"')
    await until(() => app.connections()[0]?.closedBy === 'client')
    expect(app.connections()).toMatchObject([{ protocol: 'http/1.1', requests: [{ status: 200 }, { status: 200 }] }])
  })

  // One request: curl 7.88 cannot reuse such a connection (error 16, with any server).
  it('speaks HTTP/2 with prior knowledge', async () => {
    await using app = await startApp()
    expect((await curl('--http2-prior-knowledge', `${app.url}/echo`, '-d', 'hello')).stdout).toContain(
      '"text": "hello"',
    )
    await until(() => app.connections()[0]?.closedBy === 'client')
    expect(app.connections()).toMatchObject([{ protocol: 'h2', requests: [{ status: 200 }] }])
  })

  it('trusts the certificate, or does not', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'halfopen-app-'))
    try {
      await using app = await startApp({ tls: true })
      await writeFile(join(directory, 'ca.pem'), app.certificate ?? '')
      const trusting = ['--cacert', join(directory, 'ca.pem')]
      expect(await curl(...trusting, `${app.url}/sleep?for=1ms`)).toEqual({ code: 0, stdout: 'slept for 1ms\n' })
      expect((await curl(...trusting, '--http1.1', `${app.url}/close?how=reset`)).code).toBe(RECEIVE_ERROR)
      expect((await curl(...trusting, '--http2', `${app.url}/close`)).code).not.toBe(0)
      expect((await curl(`${app.url}/`)).code).toBe(UNTRUSTED)
      await until(() => app.connections().every(({ closedMs }) => closedMs !== null))
      expect(app.connections()).toMatchObject([
        { protocol: 'h2', closedBy: 'client' },
        { protocol: 'http/1.1', closedBy: 'app' },
        { protocol: 'h2', closedBy: 'app' },
        { protocol: null, closedBy: 'client', handshakeError: expect.any(String) as string },
      ])
    } finally {
      await rm(directory, { recursive: true })
    }
  })

  it('gets a large body, and others their turn', async () => {
    await using app = await startApp()
    const ended = new AbortController()
    const large = curl('-o', '/dev/null', '-w', '%{size_download}', `${app.url}/status?body=256m`)
    const late = large.finally(() => ended.abort())
    let answered = 0
    while (!ended.signal.aborted) {
      await (await fetch(`${app.url}/sleep?for=0s`)).text()
      answered += 1
    }
    expect((await late).stdout).toBe(String(2 ** 28))
    expect(answered).toBeGreaterThan(5)
  })
})

describe('TCP keep-alive at the app', () => {
  it('probes, as the client can count', async () => {
    const opened = SocketHandles.open()
    if (!opened.ok) throw opened.error
    await using app = await startApp()
    using client = await RawClient.to(app.address)
    client.get('/sleep?for=1h&keep-alive=1s')
    await until(() => app.connections()[0]?.requests.length === 1)
    const { fd } = (client.socket as unknown as { _handle: { fd: number } })._handle
    const before = opened.value.segmentsIn(fd)
    await until(() => opened.value.segmentsIn(fd) >= before + 2)
    expect(opened.value.info(fd)?.dataSegmentsIn).toBe(0)
  })
})

it('holds a thousand idle connections, and lets them go', async () => {
  const clients: Socket[] = []
  {
    await using app = await startApp()
    for (let n = 0; n < 1000; n++) clients.push(connect(app.address.port, '127.0.0.1').on('error', () => undefined))
    await until(() => app.connections().length === 1000)
    expect(app.connections().every(({ protocol, closedMs }) => protocol === null && closedMs === null)).toBe(true)
    expect(await (await fetch(`${app.url}/sleep?for=1ms`)).text()).toBe('slept for 1ms\n')
    expect(app.connections().map(({ id }) => id)).not.toContain(1)
  }
  for (const client of clients) client.resume()
  await until(() => clients.every(({ readableEnded }) => readableEnded))
  for (const client of clients) client.destroy()
})
