import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { marksOf } from './fixtures/marks.js'
import { buildRegisters, NODES, type Registers, Running } from './fixtures/programs.js'
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

/** Where each marked line of leaks.mjs is. */
const LEAKS = marksOf('leaks')
const ONLY_UNDICI = new Set(['stuckWriter', 'unreadPipeline', 'starvedPool', 'starvedClient'])
/** pipeline() sets `req` and `res` before the handler's own stream; request queues show who waits. */
const STARVED = new Set(['starvedPool', 'starvedClient'])

function expected(client: string): RegExp[] {
  const isFetch = client === 'fetch'
  const names = [...LEAKS.keys()].filter((name) => (isFetch ? !ONLY_UNDICI.has(name) : name !== 'redirected'))
  return names.map((name) => {
    const state = STARVED.has(name) ? 'confirmed' : 'suspect'
    return new RegExp(`${state}: (?:.*\\n){1,2}.*[( ]leaks\\.mjs:${LEAKS.get(name)}:`)
  })
}

const MATRIX = NODES.flatMap(({ version, node }) =>
  ['fetch', 'undici6', 'undici', ...(version === '20' ? [] : ['undici8'])].map((client) => ({ version, node, client })),
)

describe.each(MATRIX)('Node.js $version, $client', ({ node, client }) => {
  test('names the line of every leak', async () => {
    const flags = ['--import', registers.esm]
    await using program = new Running({ node, flags, fixture: 'leaks', args: [client, server.url] })
    const wanted = expected(client)
    await program.says(wanted)
    expect(program.stderr).not.toContain('secret')
    expect(program.stderr.match(/^halfopen: (suspect|confirmed)/gm)).toHaveLength(wanted.length)
  })

  test('is silent about the same done right', async () => {
    const flags = ['--import', registers.esm]
    await using program = new Running({ node, flags, fixture: 'correct', args: [client, server.url, '1000'] })
    expect(await program.exit(), program.stderr).toBe(0)
    expect(program.stderr).toBe('')
    expect(JSON.parse(program.stdout)).toEqual({ busy: [], fetch: ['fetch', 1], kept: true })
  })
})

describe.each(NODES)('Node.js $version, the CommonJS twin', ({ node }) => {
  test('sees what is required, and joins its ESM sibling instead of starting twice', async () => {
    const flags = ['--require', registers.cjs, '--import', registers.esm]
    await using program = new Running({ node, flags, fixture: 'leaks', args: ['undici6:cjs', server.url] })
    const wanted = expected('undici6:cjs')
    await program.says(wanted)
    expect(program.stderr.match(/^halfopen: (suspect|confirmed)/gm)).toHaveLength(wanted.length)
  })
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

test('a Response that was dropped unread is confirmed by the garbage collector', async () => {
  await using program = run('collected', ['fetch', server.url], { flags: ['--expose-gc'] })
  expect(await program.exit(), program.stderr).toBe(0)
  expect(JSON.parse(program.stdout)).toEqual(['confirmed collected', 'returned collected'])
  expect(program.stderr).toMatch(
    /^halfopen: confirmed: a response was dropped unread: .*\n.*dropped \(collected\.mjs:8:/,
  )
})

test('worker threads have their own', async () => {
  await using program = run('worker', ['fetch', server.url])
  await program.says([/inWorker \(worker\.mjs:9:/])
})

test('names the line of the source, not of what it was compiled to', async () => {
  await using program = run('compiled', ['fetch', server.url])
  await program.says([/leak \(compiled\/leak\.ts:8:/])
})

test('observe says nothing', async () => {
  await using program = run('correct', ['fetch', server.url, '300'], { env: { HALFOPEN: 'observe' } })
  expect(await program.exit()).toBe(0)
  expect(program.stderr).toBe('')
})
