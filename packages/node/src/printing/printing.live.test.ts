import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildRegisters, NODES, type Registers, Running } from '../tracker/fixtures/programs.js'
import { startServer, type TestServer } from '../tracker/fixtures/server.js'
import type { ConnectionsDocument } from './index.js'

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

const TOKEN = 'a-token-of-some-length'
const ENV = { HALFOPEN: 'warn', HALFOPEN_SUSPECT_AFTER: '60s' }

describe.each(NODES)('Node.js $version', ({ node }) => {
  test.each(['esm', 'cjs'] as const)(
    '%s: prints on the signal that was asked for, and leaves others their listeners',
    async (kind) => {
      const flags = [kind === 'esm' ? '--import' : '--require', registers[kind]]
      const env = { ...ENV, HALFOPEN_SIGNAL: 'SIGUSR2', HALFOPEN_ADMIN: '127.0.0.1:0', HALFOPEN_ADMIN_TOKEN: TOKEN }
      await using program = new Running({ node, flags, fixture: 'printing', args: [server.url], env })
      await program.says([/ready\n/])
      program.signal('SIGUSR2')
      await program.says([/\{"schema".*\}\n/])
      const [line = ''] = /\{"schema".*\}\n/.exec(program.stderr) ?? []
      const document = JSON.parse(line) as ConnectionsDocument
      expect(line).not.toContain('secret')
      expect(document).toMatchObject({ schema: 'halfopen.connections/1', origins: [{ active: 1, opened: 1 }] })
      expect(document.held[0]?.stack[0]).toMatchObject({ functionName: 'keeper', line: 9 })
      await expect.poll(() => program.stdout).toBe('own 1\n')
      await program.says([/shows connections/])
      const [, url = ''] = /halfopen: (\S+) shows/.exec(program.stderr) ?? []
      const page = await fetch(`${url}/metrics`, { headers: { Authorization: `Bearer ${TOKEN}` } })
      expect(await page.text()).toContain(`halfopen_client_responses_leased{origin="${server.url}"} 1\n`)
    },
  )
})

test.each([
  ['127.0.0.1:0', '', /^halfopen: HALFOPEN_ADMIN needs HALFOPEN_ADMIN_TOKEN.*\n/m],
  ['foo:bar', TOKEN, /^halfopen: HALFOPEN_ADMIN is "foo:bar".*\n/m],
])('says in a line why %j starts no endpoint, and the program goes on', async (at, token, why) => {
  const flags = ['--import', registers.esm]
  const env = { ...ENV, HALFOPEN_SIGNAL: 'SIGUSR2', HALFOPEN_ADMIN: at, HALFOPEN_ADMIN_TOKEN: token }
  await using program = new Running({ node: process.execPath, flags, fixture: 'printing', args: [server.url], env })
  await program.says([why, /ready\n/])
  expect(program.stderr).not.toMatch(/\n {4}at /)
  program.signal('SIGUSR2')
  await program.says([/\{"schema".*\}\n/])
})
