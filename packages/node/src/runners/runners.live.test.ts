import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { NODES } from '../tracker/fixtures/programs.js'
import { startServer, type TestServer } from '../tracker/fixtures/server.js'
import { corpus, makeProject, markedLines, type Project, type Ran, run } from './fixtures/project.js'
import { ofJest, ofMocha, ofTap, type Verdicts } from './fixtures/verdicts.js'

let project: Project
let server: TestServer
beforeAll(async () => {
  server = await startServer()
  project = await makeProject()
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await project[Symbol.asyncDispose]()
})

async function runIn(...command: string[]): Promise<Ran> {
  return await run(project.folder, command, { FIXTURE_SERVER: server.url })
}

interface Expectation {
  readonly verdicts: Verdicts
  /** The fixture, for the lines it marks. */
  readonly file: string
  readonly passes: readonly string[]
  /** Tests that fail for reasons of their own, and how. */
  readonly own: Readonly<Record<string, string>>
}

async function expectVerdicts({ verdicts, file, passes, own }: Expectation): Promise<void> {
  const lines = await markedLines(file)
  const failed = [...verdicts].filter(([, message]) => message !== undefined).map(([name]) => name)
  expect(failed.sort()).toEqual([...lines.keys(), ...Object.keys(own)].sort())
  for (const [name, line] of lines) {
    expect(verdicts.get(name)).toContain('left an HTTP exchange behind')
    expect(verdicts.get(name)).toMatch(new RegExp(`opened by .*${file.slice(file.lastIndexOf('/') + 1)}:${line}:`))
  }
  for (const [name, message] of Object.entries(own)) {
    expect(verdicts.get(name)).toContain(message)
    expect(verdicts.get(name)).not.toContain('left an HTTP exchange behind')
  }
  for (const name of passes) expect([...verdicts.keys()], name).toContain(name)
}

const PASSES = ['correct: read, cancelled, without body, aborted', 'settles', 'whose hook tidies up'] as const
const LATE = ['begins something late', 'runs while another begins something late'] as const
const BESIDE = ['one', 'three'] as const
const OWN = { 'fails by itself': 'its own failure' } as const

test.each(['forks', 'threads', 'vmForks', 'vmThreads'])('vitest, pool %s', async (pool) => {
  const file = await project.add('./vitest/leaks.spec.ts')
  await project.write(
    'vitest.config.mjs',
    "export default { test: { include: ['leaks.spec.ts'], setupFiles: ['@halfopen/node/testing/vitest'] } }\n",
  )
  const flags = ['run', '--reporter=json', `--pool=${pool}`]
  const ran = await runIn(process.execPath, 'node_modules/vitest/vitest.mjs', ...flags)
  const passes = [...PASSES, ...LATE, ...BESIDE, 'stand still and settle']
  await expectVerdicts({ verdicts: ofJest(ran), file, passes, own: OWN })
})

// By itself, jest compiles each .js by babel, and no .cjs.
test.each(['leaks.spec.cjs', 'leaks.spec.js'])('jest, %s', async (name) => {
  const file = await project.add('./jest/leaks.spec.cjs', name)
  await project.write(
    'jest.config.cjs',
    `module.exports = { testMatch: ['**/${name}'], setupFilesAfterEnv: ['@halfopen/node/testing/jest'] }\n`,
  )
  const ran = await runIn(process.execPath, join(corpus, 'jest/bin/jest.js'), '--json', '--forceExit')
  const passes = [...PASSES, ...LATE, ...BESIDE, 'stand still and settle', 'meant to fail', 'reads and calls done']
  await expectVerdicts({ verdicts: ofJest(ran), file, passes, own: OWN })
})

test.each(['serial', 'parallel'])('mocha, %s', async (how) => {
  const file = await project.add('./mocha/leaks.spec.mjs')
  // mocha looks for it beside itself, and this mocha is not installed in the project.
  const adapter = project.resolve('@halfopen/node/testing/mocha')
  const flags = ['--require', adapter, '--reporter', 'json', '--exit', ...(how === 'parallel' ? ['--parallel'] : [])]
  const ran = await runIn(process.execPath, join(corpus, 'mocha/bin/mocha.js'), ...flags, file)
  const own = { ...OWN, '"after each" hook for "whose hook fails"': "the hook's own failure" }
  const passes = [...PASSES, ...LATE, 'is tidied up after by a hook of the file', 'whose hook fails', 'goes on']
  await expectVerdicts({ verdicts: ofMocha(ran), file, passes, own })
})

describe.each(NODES)('node:test of Node.js $version', ({ node }) => {
  test('with --import', async () => {
    const file = await project.add('./node-test/leaks.spec.mjs', 'node.spec.mjs')
    const flags = ['--import', '@halfopen/node/testing/node-test', '--test', '--test-reporter=tap']
    const verdicts = ofTap(await runIn(node, ...flags, file))
    const passes = [...PASSES, ...LATE, ...BESIDE, 'is tidied up after by its own hook', 'parent', 'reads in a subtest']
    await expectVerdicts({ verdicts, file, passes, own: OWN })
  })
})
