import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { describe, it } from 'vitest'
import { type LabApp, startApp } from '../../app/index.js'
import { kernelBackend } from '../kernel/index.js'
import { nativeBackend } from '../native/index.js'
import type { Middlebox } from '../types.js'

/** 350 s and 16 min of the first who met it, in the same proportion but shorter. */
const IDLE_TIMEOUT_MS = 2500
const ANSWER_AFTER = '4500ms'
/** Who has no answer by then will have none. */
const PATIENCE_S = '6.5'

type Verdict = '200' | 'hangs'

interface Client {
  readonly name: string
  readonly command: (url: string) => readonly [string, ...string[]]
  readonly verdict: Verdict
}

const curl =
  (...flags: string[]) =>
  (url: string) =>
    ['curl', '-s', '-o', '/dev/null', '-w', '%{http_code}', '-m', PATIENCE_S, ...flags, url] as const

const requests = (arm: string) => (url: string) =>
  ['python3', '-c', PROGRAM.replace('ARM', arm), url, PATIENCE_S] as const

const PROGRAM = `
import socket, sys, requests
from urllib3.connection import HTTPConnection
ARM
try:
  print(requests.get(sys.argv[1], timeout=float(sys.argv[2])).status_code, end="")
except requests.exceptions.ReadTimeout:
  print("000", end="")`

/** The interval too: one probe alone only puts the end off. */
const ARMED = `HTTPConnection.default_socket_options += [(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
  (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 1), (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 1)]`

/** The table of verdicts: the answer comes after the middlebox has forgotten, unless probes remind it. */
const CLIENTS: readonly Client[] = [
  { name: 'curl without keep-alive', command: curl('--no-keepalive'), verdict: 'hangs' },
  { name: 'curl with a keep-alive time of 1 s', command: curl('--keepalive-time', '1'), verdict: '200' },
  { name: 'requests as it comes', command: requests(''), verdict: 'hangs' },
  { name: 'requests with a keep-alive time of 1 s', command: requests(ARMED), verdict: '200' },
]

async function verdictOf(box: Middlebox, { command }: Client): Promise<string> {
  const { host, port } = box.address
  const url = `http://${host}:${port}/sleep?for=${ANSWER_AFTER}`
  const child = box.run([...command(url)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [status] = await Promise.all([text(child.stdout as NodeJS.ReadableStream), once(child, 'exit')])
  return status === '000' ? 'hangs' : status
}

async function verdicts(app: LabApp, backend: typeof kernelBackend): Promise<Record<string, string>> {
  const policy = { idleTimeoutMs: IDLE_TIMEOUT_MS, atExpiry: 'reset-late', keepAlive: 'honour' } as const
  await using box = await backend.open({ target: app.address, policy })
  return Object.fromEntries(await Promise.all(CLIENTS.map(async (one) => [one.name, await verdictOf(box, one)])))
}

describe('a slow answer through a middlebox that forgets', () => {
  it.concurrent.for([kernelBackend, nativeBackend])('$backend', async (backend, { skip, expect }) => {
    const why = await backend.unavailable()
    if (why !== undefined) skip(why)
    await using app = await startApp()
    expect(await verdicts(app, backend)).toEqual(
      Object.fromEntries(CLIENTS.map(({ name, verdict }) => [name, verdict])),
    )
  })
})
