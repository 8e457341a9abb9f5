import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'

import { describe, expect, it } from 'vitest'

// The second of the three stories, as a user plays it: the built program, real clients, a path that forgets.

const PROGRAM = fileURLToPath(new URL('../../bin/halfopen.js', import.meta.url))
const PATH = ['lab', 'run', '--hop', 'aws-nlb-tcp', '--scale', '100', '--app', '--', process.execPath, PROGRAM]
/** Longer than the 3.5 s that are left of 350 s. */
const SLOW = '{url}/sleep?for=4s'
/** Debian's, which has requests; another one may come first in the path. */
const REQUESTS = `/usr/bin/python3 -c "import requests; print(requests.get('${SLOW}').status_code)"`

interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

function halfopenBehindThePath(...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM, ...PATH, ...args], { timeout: 50_000 }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    )
  })
}

describe('the hanging client, behind what forgets after 350 s, played 100 times faster', () => {
  it('compare names keep-alive as what makes the difference', async () => {
    const curl = `curl -s --keepalive-time 1 ${SLOW}`
    const { code, stdout, stderr } = await halfopenBehindThePath('compare', '--json', curl, REQUESTS)
    expect(stderr).toContain('kernel: forgets a connection after 3.5s of silence (350s ÷ 100)')
    expect(code).toBe(1)
    const report = JSON.parse(stdout) as {
      readonly clients: readonly { readonly outcome: { readonly kind: string } }[]
      readonly difference: { readonly about: string; readonly sentence: string }
    }
    expect(report.clients.map(({ outcome }) => outcome.kind)).toEqual(['ok', 'hung'])
    expect(report.difference.about).toBe('keep-alive')
    expect(report.difference.sentence).toMatch(/^A armed TCP keep-alive .* B armed none/)
  })

  it('probe measures 350 s and knows whose that is', async () => {
    const { code, stdout } = await halfopenBehindThePath('probe', '{url}', '--max', '5s', '--json')
    expect(code).toBe(1)
    const report = JSON.parse(stdout) as {
      readonly idleTimeoutMs: { readonly atLeast: number; readonly atMost: number }
      readonly atExpiry: string
      readonly keepAliveProbesReset: boolean
      readonly matches: readonly string[]
    }
    expect(report.idleTimeoutMs.atLeast).toBeLessThanOrEqual(350_000)
    expect(report.idleTimeoutMs.atMost).toBeGreaterThanOrEqual(350_000)
    expect(report).toMatchObject({ atExpiry: 'reset-late', keepAliveProbesReset: true })
    expect(report.matches).toContain('aws-nlb-tcp')
  })
})
