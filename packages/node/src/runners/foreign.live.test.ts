import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { corpus, makeProject, type Project, type Ran, run } from './fixtures/project.js'

let project: Project
beforeAll(async () => {
  project = await makeProject()
})
afterAll(() => project[Symbol.asyncDispose]())

const VITEST = 'node_modules/vitest/vitest.mjs'
const JEST = join(corpus, 'jest/bin/jest.js')
const MOCHA = join(corpus, 'mocha/bin/mocha.js')

/** A runner with a file of one test, which passes; `before` is what the file begins with. */
const RUNNERS: Readonly<Record<string, (before: string) => Promise<readonly string[]>>> = {
  vitest: async (before) => {
    await project.write('one.test.mjs', `import { test } from 'vitest'\n${before}\ntest('one', () => {})`)
    return [VITEST, 'run', 'one.test.mjs']
  },
  mocha: async (before) => {
    await project.write('one.mocha.mjs', `${before}\nit('one', () => {})`)
    return [MOCHA, 'one.mocha.mjs']
  },
  'node-test': async (before) => {
    await project.write('one.node.mjs', `import test from 'node:test'\n${before}\ntest('one', () => {})`)
    return ['--test', 'one.node.mjs']
  },
  alone: async (before) => {
    await project.write('one.alone.mjs', `import test from 'node:test'\n${before}\ntest('one', () => {})`)
    return ['one.alone.mjs']
  },
}

const PAIRS = Object.keys(RUNNERS).flatMap((runner) =>
  ['vitest', 'jest', 'mocha', 'node-test'].map((adapter) => ({ runner, adapter })),
)
const isOwn = (runner: string, adapter: string): boolean =>
  runner === adapter || (runner === 'alone' && adapter === 'node-test')

test.each(PAIRS)('$runner, with the adapter of $adapter in a file of tests', async ({ runner, adapter }) => {
  const command = await RUNNERS[runner]?.(`import '@halfopen/node/testing/${adapter}'`)
  expectVerdict(await node(command ?? []), isOwn(runner, adapter))
})

test.each(['vitest', 'mocha', 'node-test'])('jest, with the adapter of %s in its configuration', async (adapter) => {
  await project.write('one.jest.cjs', "test('one', () => {})")
  const setup = `setupFilesAfterEnv: [${JSON.stringify(`@halfopen/node/testing/${adapter}`)}]`
  await project.write('jest.config.cjs', `module.exports = { testMatch: ['**/one.jest.cjs'], ${setup} }`)
  // Without the flag, jest loads no ES module, which these are.
  const { code, stdout, stderr } = await node(['--experimental-vm-modules', JEST])
  expect(code).not.toBe(0)
  expect(stdout + stderr).toMatch(new RegExp(`testing/${adapter} was loaded in jest|must be loaded|ES Module`, 'i'))
})

test.each([
  ['mocha', 'node-test'],
  ['node-test', 'mocha'],
  ['vitest', 'mocha'],
  ['vitest', 'node-test'],
])('%s, with the adapter of %s before everything', async (runner, adapter) => {
  const command = (await RUNNERS[runner]?.('')) ?? []
  expectVerdict(await node(['--import', `@halfopen/node/testing/${adapter}`, ...command]), false)
})

async function node(args: readonly string[]): Promise<Ran> {
  return await run(project.folder, [process.execPath, ...args], {})
}

function expectVerdict({ code, stdout, stderr }: Ran, own: boolean): void {
  const said = stdout + stderr
  expect(code === 0, said).toBe(own)
  if (own) expect(said).not.toContain('HO_RUNNER')
  else expect(said).toMatch(/@halfopen\/node\/testing\/\S+ (was loaded (in|outside of) |found no jest-circus)/)
}
