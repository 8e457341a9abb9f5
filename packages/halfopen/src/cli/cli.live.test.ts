import { execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { describe, expect, it } from 'vitest'

const PROGRAM = fileURLToPath(new URL('../../bin/halfopen.js', import.meta.url))
const ME = String(process.pid)

function halfopen(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], { encoding: 'utf8' })
  return { status, stdout, stderr }
}

/** Runs the program, sends it a signal after a while, and waits for its end. */
async function interrupted(signal: NodeJS.Signals, afterMs: number, ...args: string[]) {
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  child.stdout.on('data', (bytes: Buffer) => (stdout += bytes.toString()))
  const ended = once(child, 'close')
  await sleep(afterMs)
  child.kill(signal)
  const [status] = (await ended) as [number | null]
  return { status, stdout }
}

describe('the program', () => {
  it('helps, and says its version', () => {
    expect(halfopen('--help')).toMatchObject({ status: 0, stderr: '' })
    expect(halfopen('--version').stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  it('ends with 2 on wrong usage', () => {
    expect(halfopen('doctor', '--for', 'abc').status).toBe(2)
    expect(halfopen('doctor', '--pid', '4194304').stderr).toContain('HO_UNKNOWN_PID')
  })

  it('has nothing to say about a healthy process', () => {
    const { status, stdout } = halfopen('doctor', '--for', '500ms', '--pid', ME, '--json')
    expect(status).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'halfopen.report/1',
      windowMs: 500,
      scope: { pids: [process.pid] },
    })
  })

  it('tells what it knows when it is interrupted', async () => {
    const { status, stdout } = await interrupted('SIGINT', 1500, 'doctor', '--for', '60s', '--json', '--pid', ME)
    const report = JSON.parse(stdout) as { windowMs: number; scanned: { looks: number } }
    expect(status).toBe(0)
    expect(report.windowMs).toBeLessThan(60_000)
    expect(report.scanned.looks).toBeGreaterThan(0)
  })

  it('does not mind a reader that has seen enough', async () => {
    const line = `set -o pipefail; "$0" "$1" explain response-leak | head -1`
    const { stdout, stderr } = await promisify(execFile)('bash', ['-c', line, process.execPath, PROGRAM])
    expect(stdout.split('\n')).toHaveLength(2)
    expect(stderr).toBe('')
  })

  it('watches in lines where there is no terminal', async () => {
    const { status, stdout } = await interrupted('SIGTERM', 2500, 'watch', '--interval', '200ms', '--pid', ME)
    expect(status).toBe(0)
    expect(stdout).toMatch(
      new RegExp(
        `^\\S+Z watching pid ${ME} on \\S+, one look each 200ms\\n\\S+Z stopped after \\d+ looks, the last at \\d+ connections? of \\d+ process(es)?\\n$`,
      ),
    )
  })
})
