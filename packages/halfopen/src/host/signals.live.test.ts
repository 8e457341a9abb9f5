import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { expect, it } from 'vitest'

const PROGRAM = fileURLToPath(new URL('../../bin/halfopen.js', import.meta.url))

/** Starts the app in the way of a test suite, tells its pid, and stays. */
const SUITE = `
const child = require('node:child_process').spawn(process.execPath, [${JSON.stringify(PROGRAM)}, 'lab', 'app'], {
  stdio: ['pipe', 'pipe', 'inherit'],
})
child.stdout.once('data', () => console.log(child.pid))
`

async function until(holds: () => boolean): Promise<void> {
  const end = performance.now() + 10_000
  while (!holds()) {
    if (performance.now() > end) throw new Error('it did not come to hold within 10 s')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

it('a program whose parent was killed ends', async () => {
  const suite = spawn(process.execPath, ['-e', SUITE], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(createInterface(suite.stdout), 'line')) as [string]
  expect(existsSync(`/proc/${line}`)).toBe(true)
  suite.kill('SIGKILL')
  await until(() => !existsSync(`/proc/${line}/exe`))
})
