import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'

import { afterAll, beforeAll, expect, it } from 'vitest'

const PROGRAM = fileURLToPath(new URL('../../../bin/halfopen.js', import.meta.url))
const halfopen = (...args: string[]) => [PROGRAM, 'lab', 'mock', ...args]

let directory = ''
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'halfopen-lab-mock-'))
})
afterAll(() => rmSync(directory, { recursive: true }))

async function firstLine(stream: Readable): Promise<string> {
  for await (const line of createInterface(stream)) return line
  throw new Error('the program ended without a line')
}

it.each(['SIGINT', 'SIGTERM'] as const)(
  'plays its own example until %s, then leaves nothing behind',
  async (signal) => {
    const file = join(directory, 'mock.yaml')
    writeFileSync(file, spawnSync(process.execPath, halfopen('--example')).stdout)
    const child = spawn(process.execPath, halfopen(file, '--front', 'nginx'), {
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: 20_000,
    })
    const ended = once(child, 'close')
    try {
      const line = await firstLine(child.stdout)
      const [url = ''] = line.split(' ')
      const answer = await fetch(`${url}/forbidden`)
      expect([answer.status, answer.headers.get('server')]).toEqual([403, 'nginx/1.22.1'])
      expect(await answer.text()).toContain('<h1>403 Forbidden</h1>')

      child.kill(signal)
      expect(await ended).toEqual([0, null])
      await expect(fetch(url)).rejects.toThrow()
    } finally {
      child.kill('SIGKILL')
    }
  },
)
