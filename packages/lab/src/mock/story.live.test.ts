import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { describe, expect, it } from 'vitest'

import { type Front, FRONTS, startMock } from './index.js'

const JARS = ['httpclient', 'httpcore', 'commons-logging', 'commons-codec'].map((name) => `/usr/share/java/${name}.jar`)
const CLIENT = fileURLToPath(new URL('./fixtures/LeakOnError.java', import.meta.url))

/** Runs the Java client; its verdict comes while it, and its connections, are still there. */
async function javaClient(url: string, requests: number) {
  const flags = ['-XX:-UsePerfData', '-XX:TieredStopAtLevel=1', '-Xmx128m', '-cp', JARS.join(':')]
  const child = spawn('java', [...flags, CLIENT, url, String(requests)], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(child, 'close')
  try {
    const line = once(createInterface(child.stdout), 'line', { signal: AbortSignal.timeout(40_000) })
    const [verdict] = (await line) as [string]
    return {
      verdict,
      async [Symbol.asyncDispose]() {
        child.stdin.end()
        await ended
      },
    }
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
}

/** The mock of the story: the 403 has no body. */
const forbidden = (front: Front | 'none') => startMock({ routes: [{ path: '/forbidden', status: 403 }] }, { front })

describe.skipIf(!JARS.every((jar) => existsSync(jar)))('a Java client that does not close error responses', () => {
  it('leaks nothing at the bare mock: 40 requests on one connection', async () => {
    await using mock = await forbidden('none')
    await using client = await javaClient(`${mock.url}/forbidden`, 40)

    expect(client.verdict).toBe('IOException: answered 403 [leased: 0; pending: 0; available: 1; max: 32]')
    expect(mock.connections()).toEqual({ open: 1, total: 1 })
    expect(mock.requests()).toHaveLength(40)
  })

  it.each(FRONTS)('runs out of connections behind %s: 32 leased, one request each', async (front) => {
    await using mock = await forbidden(front)
    await using client = await javaClient(`${mock.url}/forbidden`, 33)

    expect(client.verdict).toBe(
      'ConnectionPoolTimeoutException: Timeout waiting for connection from pool [leased: 32; pending: 0; available: 0; max: 32]',
    )
    expect(mock.connections().total).toBe(32)
    expect(mock.requests().map(({ numberOnConnection }) => numberOnConnection)).toEqual(Array(32).fill(1))
  })
})
