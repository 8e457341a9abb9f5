import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildRegisters, type Registers, Running } from './fixtures/programs.js'
import { startServer, type TestServer } from './fixtures/server.js'

let registers: Registers
let server: TestServer
beforeAll(async () => {
  registers = await buildRegisters()
  server = await startServer()
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await registers[Symbol.asyncDispose]()
})

function run(
  fixture: string,
  args: readonly string[],
  more: { flags?: string[]; env?: NodeJS.ProcessEnv } = {},
): Running {
  const flags = ['--import', registers.esm, ...(more.flags ?? [])]
  return new Running({ node: process.execPath, fixture, args, flags, ...(more.env && { env: more.env }) })
}

describe.each(['undici6', 'undici'])('mode reclaim, %s', (client) => {
  test.each([
    ['/medium', 1, 'saves the connection when little is left'],
    ['/big', 2, 'gives the connection up when much is left'],
  ])('%s: %s connection(s): %s', async (path, connections) => {
    await using program = run('reclaim', [client, server.url, path], { env: { HALFOPEN: 'reclaim' } })
    expect(await program.exit(), program.stderr).toBe(0)
    expect(JSON.parse(program.stdout)).toEqual({ text: 'small', late: 'HO_RECLAIMED', connections })
    expect(program.stderr).toMatch(/returned: .*\(reclaimed\)/)
  })
})

test('a stderr that takes nothing does not end the program', async () => {
  const full = openSync('/dev/full', 'w')
  const fixture = fileURLToPath(new URL('./fixtures/unwritable.mjs', import.meta.url))
  const env = { ...process.env, HALFOPEN: 'warn', HALFOPEN_SUSPECT_AFTER: '50ms' }
  const args = ['--import', registers.esm, fixture, server.url]
  const program = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', full, 'ipc'] })
  const suspected = once(program, 'message')
  expect(await suspected).toEqual(['suspect', undefined])
  // It has been told by then, and goes on.
  program.send('end')
  expect(await once(program, 'exit')).toEqual([0, null])
  closeSync(full)
})

test('a Response that was dropped unread is confirmed by the garbage collector', async () => {
  await using program = run('collected', ['fetch', server.url], { flags: ['--expose-gc'] })
  expect(await program.exit(), program.stderr).toBe(0)
  expect(JSON.parse(program.stdout)).toEqual(['confirmed collected', 'returned collected'])
  expect(program.stderr).toMatch(
    /^halfopen: confirmed: a response was dropped unread: .*\n.*dropped \(collected\.mjs:8:/,
  )
})
