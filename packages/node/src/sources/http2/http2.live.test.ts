import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildRegisters, NODES, type Registers, Running } from '../../tracker/fixtures/programs.js'
import { type Http2Server, startHttp2 } from './fixtures/server.js'

let registers: Registers
let server: Http2Server
let narrow: Http2Server
beforeAll(async () => {
  registers = await buildRegisters()
  server = await startHttp2()
  narrow = await startHttp2(2)
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await narrow[Symbol.asyncDispose]()
  await registers[Symbol.asyncDispose]()
})

const HERE = '../../sources/http2/fixtures'

/** Where each marked line of leaks.mjs is. */
const LEAKS = readFileSync(new URL('./fixtures/leaks.mjs', import.meta.url), 'utf8')
  .split('\n')
  .flatMap((text, index) => {
    const name = / leak: (\w+)$/.exec(text)?.[1]
    return name === undefined ? [] : [{ name, line: String(index + 1) }]
  })
const EXPECTED = LEAKS.map(({ name, line }) => {
  const state = name === 'starved' ? 'confirmed: 2 responses are' : 'suspect: a response is'
  return new RegExp(`${state} held unread: .*\\n  opened by   ${name} \\(.*[/ (]leaks\\.mjs:${line}:`)
})

describe.each(NODES)('Node.js $version', ({ node }) => {
  const run = (fixture: string, args: string[], env?: NodeJS.ProcessEnv): Running =>
    new Running({ node, flags: ['--import', registers.esm], fixture: `${HERE}/${fixture}`, args, ...(env && { env }) })

  test('names the line of every leaked stream, and undici’s once', async () => {
    await using program = run('leaks', [server.url, narrow.url])
    await program.says(EXPECTED)
    expect(program.stderr).toMatch(/1 request waits for a stream of this session \(2 of 2 leased\)/)
    expect(program.stderr).not.toContain('secret')
    const named = [...program.stderr.matchAll(/leaks\.mjs:(\d+)/g)].map(([, line]) => line)
    expect([...new Set(named)].sort()).toEqual(LEAKS.map(({ line }) => line).sort())
    expect(program.stderr.match(/: suspect: .*\n.*undici \(/g)).toHaveLength(1)
  })

  test('is silent about the same done right', async () => {
    await using program = run('correct', [server.url, narrow.url, '1000'])
    expect(await program.exit(), program.stderr).toBe(0)
    expect(program.stderr).toBe('')
    expect(JSON.parse(program.stdout)).toEqual({ busy: [], held: 0 })
  })

  test('reclaim resets as many as others wait for, and tells a late reader why', async () => {
    await using own = await startHttp2(2)
    await using program = run('reclaim', [own.url], { HALFOPEN: 'reclaim' })
    expect(await program.exit(), program.stderr).toBe(0)
    expect(JSON.parse(program.stdout)).toEqual({ text: 'small', late: ['HO_RECLAIMED', 1_000_000] })
    expect(own.resets).toEqual([8])
  })
})
