import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildRegisters, type Registers, Running } from '../tracker/fixtures/programs.js'

let registers: Registers
beforeAll(async () => {
  registers = await buildRegisters()
})
afterAll(() => registers[Symbol.asyncDispose]())

/** A cluster of two workers, which last. */
const CLUSTER = `
const cluster = require('node:cluster')
if (cluster.isPrimary) for (let n = 0; n < 2; n++) cluster.fork()
setInterval(() => {}, 1000)`

function startCluster(port: number): Running {
  const env = { HALFOPEN_ADMIN: `127.0.0.1:${port}`, HALFOPEN_ADMIN_TOKEN: 'a-token-of-some-length' }
  const flags = ['--require', registers.cjs, '--eval', CLUSTER, '--']
  return new Running({ node: process.execPath, fixture: 'printing', args: [], flags, env })
}

test('each process of a cluster has an endpoint of its own where the port is a free one', async () => {
  await using program = startCluster(0)
  const urls = (): Set<string> => new Set(program.stderr.match(/http:\S+(?= shows connections)/g))
  await program.until(() => urls().size === 3, 20_000)
  expect(urls().size, program.stderr).toBe(3)
})

test('the one that comes second to a port goes on, and says why it has no endpoint', async () => {
  await using first = startCluster(0)
  const shown = /:(\d+) shows connections/
  await first.says([shown])
  await using program = startCluster(Number(shown.exec(first.stderr)?.[1]))
  await program.says([/^halfopen: the admin endpoint cannot listen on \S+: EADDRINUSE, .* \(HO_LISTEN\)$/m])
})
