import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { marksOf } from './fixtures/marks.js'
import { buildRegisters, NODES, type Registers, Running } from './fixtures/programs.js'
import { type S3Server, startS3 } from './fixtures/s3.js'
import { startServer, type TestServer } from './fixtures/server.js'

let registers: Registers
let server: TestServer
let s3: S3Server
beforeAll(async () => {
  registers = await buildRegisters()
  server = await startServer()
  s3 = await startS3()
})
afterAll(async () => {
  await s3[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
  await registers[Symbol.asyncDispose]()
})

const CONFIRMED = new Set(['keptAlive', 's3Unread'])
/** The SDK says on Node.js 20 that it will leave it behind. */
const QUIET = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' }

describe.each(NODES)('node:http on Node.js $version', ({ node }) => {
  test('names the line of every leak', async () => {
    const flags = ['--require', registers.cjs]
    await using program = new Running({ node, flags, fixture: 'http-leaks', args: [server.url, s3.url], env: QUIET })
    const leaks = [...marksOf('http-leaks')]
    await program.says(
      leaks.map(([name, line]) => {
        const state = CONFIRMED.has(name) ? 'confirmed' : 'suspect'
        return new RegExp(`${state}: .*\\n.*[( ]http-leaks\\.mjs:${line}:`)
      }),
    )
    expect(program.stderr).not.toContain('secret')
    const named = program.stderr.match(/^ {2}opened by .*$/gm)?.map((text) => Number(/:(\d+):\d+\D*$/.exec(text)?.[1]))
    expect(new Set(named)).toEqual(new Set(leaks.map(([, line]) => line)))
  })

  test('is silent about the same done right', async () => {
    const args = [server.url, s3.url, '1000']
    const flags = ['--import', registers.esm]
    await using program = new Running({ node, flags, fixture: 'http-correct', args, env: QUIET })
    expect(await program.exit(), program.stderr).toBe(0)
    expect(program.stderr).toBe('')
    expect(JSON.parse(program.stdout)).toEqual({ busy: [], functions: ['get 3', 'request 3'] })
  })

  test.each([
    ['/sized?bytes=80000', [], 1, 'saves the connection when little is left'],
    ['/big', [], 2, 'gives the connection up when much is left'],
    [
      '/sized?bytes=80000',
      ['heard'],
      2,
      'gives the connection up when somebody would take the end for that of the whole',
    ],
  ])('mode reclaim, %s %s: %s connection(s): %s', async (path, how, connections) => {
    const flags = ['--import', registers.esm]
    const env = { HALFOPEN: 'reclaim' }
    await using program = new Running({ node, flags, fixture: 'http-reclaim', args: [server.url, path, ...how], env })
    expect(await program.exit(), program.stderr).toBe(0)
    const late = 'HO_RECLAIMED'
    expect(JSON.parse(program.stdout)).toEqual({ text: 'small', late, connections, ended: false })
    expect(program.stderr).toMatch(/returned: .*\(reclaimed\)/)
  })
})
