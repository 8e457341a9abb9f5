import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { corpus, makeProject, type Project, run } from './fixtures/project.js'

const PAGE = readFileSync(new URL('../../../../docs/node-testing.md', import.meta.url), 'utf8')

/** Blocks of code that begin with the name of their file. */
const FILES = [...PAGE.matchAll(/```(?:js|ts)\n\/\/ (\S+)\n([^]*?)```/g)].map(([, name = '', code = '']) => [
  name,
  code,
])

/** mocha looks for it beside itself, and this mocha is not installed in the project. */
const MOCHA = '@halfopen/node/testing/mocha'

const api = createServer((_request, response) => response.writeHead(404).end('not found'))
let project: Project
beforeAll(async () => {
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve))
  project = await makeProject()
  for (const [name = '', code = ''] of FILES) await project.write(name, `//\n${code}`)
  const mocharc = /```json\n([^]*?)```/.exec(PAGE)?.[1] ?? ''
  await project.write('.mocharc.json', mocharc.replace(MOCHA, project.resolve(MOCHA)))
  await project.write('package.json', '{ "type": "module" }')
})
afterAll(async () => {
  api.close()
  await project[Symbol.asyncDispose]()
})

/** The words of the page, with the port and the times of this run. */
const SAID = [/test "an unknown user is undefined" left an HTTP exchange behind:/, /\(404\): nobody read its body/]

test.each<[string, readonly string[], string]>([
  ['vitest', ['node_modules/vitest/vitest.mjs', 'run', 'user.test.js'], 'loadUser (user.js:5:26)'],
  ['jest', [join(corpus, 'jest/bin/jest.js')], 'loadUser (user.jest.cjs:2:26)'],
  ['node:test', ['--test', 'user.node.mjs'], 'loadUser (user.js:5:26)'],
  ['mocha', [join(corpus, 'mocha/bin/mocha.js'), 'user.mocha.mjs'], 'loadUser (user.js:5:26)'],
])('the example for %s says what the page says', async (_runner, args, place) => {
  const { code, stdout, stderr } = await runExample(args)
  expect(code, stdout + stderr).not.toBe(0)
  for (const words of SAID) expect(stdout + stderr).toMatch(words)
  expect(stdout + stderr).toContain(`opened by   ${place}`)
})

test('the example of a scope fails, the one of options passes', async () => {
  const scope = await runExample(['node_modules/vitest/vitest.mjs', 'run', 'user.scope.test.ts'])
  expect(scope.stdout + scope.stderr).toContain('left an HTTP exchange behind')
  expect(scope.code).toBe(1)
  const options = await runExample(['--test', 'configured.node.mjs'])
  expect(options.code, options.stdout).toBe(0)
  expect(options.stdout).toContain('pass 2')
})

async function runExample(args: readonly string[]): ReturnType<typeof run> {
  const { port } = api.address() as AddressInfo
  return await run(project.folder, [process.execPath, ...args], { API: `http://127.0.0.1:${port}` })
}
