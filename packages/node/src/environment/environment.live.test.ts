import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildRegisters, type Registers, Running } from '../tracker/fixtures/programs.js'

let registers: Registers
beforeAll(async () => {
  registers = await buildRegisters()
})
afterAll(() => registers[Symbol.asyncDispose]())

describe.each(['--import', '--require'] as const)('%s', (how) => {
  test.each<[NodeJS.ProcessEnv, RegExp]>([
    [
      { HALFOPEN: 'foo' },
      /^halfopen: HALFOPEN="foo" is no mode: it must be observe, warn or reclaim \(HO_TRACKER_MODE\)\n$/,
    ],
    [
      { HALFOPEN_SUSPECT_AFTER: '10' },
      /^halfopen: HALFOPEN_SUSPECT_AFTER="10" is not a duration: write it like .*\(HO_DURATION\)\n$/,
    ],
    [
      { HALFOPEN_SIGNAL: 'SIGTERM' },
      /^halfopen: HALFOPEN_SIGNAL="SIGTERM" is no signal to print on: it must be one of .*SIGUSR2.*\(HO_OPTION\)\n$/,
    ],
  ])('a program with %o does not start, and a line says why', async (env, line) => {
    const flags = [how, how === '--import' ? registers.esm : registers.cjs]
    await using program = new Running({ node: process.execPath, fixture: 'printing', args: [], flags, env })
    expect(await program.exit()).toBe(1)
    expect(program.stderr).toMatch(line)
    expect(program.stdout).toBe('')
  })
})

test('so ends a worker thread whose variables are wrong, and nothing but it', async () => {
  const code = `
    const { Worker } = require('node:worker_threads')
    const worker = new Worker('console.log("started")', { eval: true, env: { ...process.env, HALFOPEN: 'foo' } })
    worker.on('exit', (code) => console.log('worker', code))`
  const flags = ['--require', registers.cjs, '--eval', code, '--']
  await using program = new Running({ node: process.execPath, fixture: 'printing', args: [], flags })
  expect(await program.exit(), program.stderr).toBe(0)
  expect(program.stdout).toBe('worker 1\n')
  expect(program.stderr).toContain('HALFOPEN="foo"')
})
