import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildRegisters, CORPUS, NODES, type Registers, Running } from './fixtures/programs.js'

let registers: Registers
beforeAll(async () => {
  registers = await buildRegisters()
})
afterAll(async () => {
  await registers[Symbol.asyncDispose]()
})

const PROGRAMS = ['express-axios', 'fastify-undici', 's3']
/** `reclaim` does all that the others do, and more: they are tried once. */
const modesOn = (version: string): string[] => (version === '20' ? ['observe', 'warn', 'reclaim'] : ['reclaim'])
const MATRIX = NODES.flatMap(({ version, node }) =>
  PROGRAMS.map((program) => ({ version, node, program, modes: modesOn(version) })),
)

describe.concurrent.each(MATRIX)('Node.js $version, $program', ({ node, program, modes }) => {
  test(`behaves under the tracker (${modes.join(', ')}) as without it`, { timeout: 120_000 }, async () => {
    const bare = await outcome({ node, program })
    expect(bare.code, bare.stderr).toBe(0)
    expect(Object.values(JSON.parse(bare.stdout) as object).flat().length).toBeGreaterThan(20)
    const tracked = await Promise.all(modes.map((mode) => outcome({ node, program, mode })))
    for (const [index, seen] of tracked.entries()) expect(seen, modes[index]).toEqual(bare)
  })
})

/** The line of the GetObject that nobody reads. */
const UNREAD =
  readFileSync(join(CORPUS, 'programs/s3-unread.mjs'), 'utf8')
    .split('\n')
    .findIndex((line) => line.endsWith('// leak')) + 1

describe.concurrent.each(NODES)('Node.js $version, the AWS SDK at capacity', ({ node }) => {
  test('is told whose the sockets are', { timeout: 120_000 }, async () => {
    const flags = ['--import', registers.esm]
    await using program = new Running({ node, flags, fixture: 'corpus/programs/s3-unread', args: [], env: ENVIRONMENT })
    await program.says(
      [/@smithy\/node-http-handler:WARN - socket usage at capacity=4/, /^halfopen: confirmed: /m],
      40_000,
    )
    expect(program.stderr).toMatch(
      /confirmed: 4 responses are held unread, such as GET \S+\/bucket\/backup-\d+ \(200\)\n/,
    )
    expect(program.stderr).toContain(`opened by   sizeOf (programs/s3-unread.mjs:${UNREAD}:`)
    expect(program.stderr).toContain('8 requests wait for a connection of this pool (4 of 4 leased)')
    expect(program.stdout).toBe('')
  })
})

interface Run {
  readonly node: string
  readonly program: string
  /** Undefined: without the tracker. */
  readonly mode?: string
}

/** All that comes out of a program, which ends by itself: its standard output tells all that it saw. */
async function outcome({ node, program, mode }: Run): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const flags = mode === undefined ? [] : ['--import', registers.esm]
  const env = { ...ENVIRONMENT, HALFOPEN: mode ?? '' }
  await using running = new Running({ node, flags, fixture: `corpus/programs/${program}`, args: [], env })
  const code = await running.exit()
  return { code, stdout: running.stdout, stderr: running.stderr }
}

/** Shorter than what some of their streams take: whoever is accused wrongly is accused here. */
const ENVIRONMENT = { HALFOPEN_SUSPECT_AFTER: '500ms', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' }
