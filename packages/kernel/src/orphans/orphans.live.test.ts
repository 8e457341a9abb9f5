import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { platform } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { loadLibc } from '../native/index.js'
import { Orphans } from './orphans.js'

it.runIf(platform() === 'linux' && loadLibc().ok)('adopts the child of a child that ends, and reaps it', async () => {
  const adopted = Orphans.adopt()
  if (!adopted.ok) throw adopted.error
  using orphans = adopted.value
  const shell = spawn('sh', ['-c', 'sleep 0.5 & echo $!'], { stdio: ['ignore', 'pipe', 'ignore'] })
  const pid = Number(await new Promise((resolve) => shell.stdout.once('data', resolve)))
  await until(() => parentOf(pid) === process.pid)
  expect(orphans.reap(pid)).toBe(false)
  await until(() => orphans.reap(pid))
  expect(() => process.kill(pid, 0)).toThrow('ESRCH')
})

function parentOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
}

async function until(holds: () => boolean): Promise<void> {
  const endMs = performance.now() + 10_000
  while (!holds()) {
    if (performance.now() > endMs) throw new Error('it did not come to be')
    await sleep(5)
  }
}
