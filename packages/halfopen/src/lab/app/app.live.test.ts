import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { get } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { expect, it } from 'vitest'

const PROGRAM = fileURLToPath(new URL('../../../bin/halfopen.js', import.meta.url))

it.each(['SIGINT', 'SIGTERM'] as const)('halfopen lab app ends in order at %s', async (signal) => {
  const directory = await mkdtemp(join(tmpdir(), 'halfopen-lab-app-'))
  const certificate = join(directory, 'lab.pem')
  const child = spawn(process.execPath, [PROGRAM, 'lab', 'app', '--json', '--tls', '--cert-out', certificate], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
    const { url } = JSON.parse((await lines.next()).value ?? '') as { url: string }
    // Under way when the signal comes: it must not keep the program.
    get(`${url}/sleep?for=1h`, { agent: false, ca: await readFile(certificate) }).on('error', () => undefined)
    const [answer] = await once(get(`${url}/echo`, { agent: false, ca: await readFile(certificate) }), 'response')
    expect((answer as { statusCode: number }).statusCode).toBe(200)
    expect(JSON.parse((await lines.next()).value ?? '')).toMatchObject({ request: { path: '/echo', status: 200 } })
    child.kill(signal)
    expect(await once(child, 'exit')).toEqual([0, null])
  } finally {
    child.kill('SIGKILL')
    await rm(directory, { recursive: true })
  }
})
