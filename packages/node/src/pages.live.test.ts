import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startHttp, type TestServer } from './client/testing/servers.js'
import { buildRegisters, type Registers, Running } from './tracker/fixtures/programs.js'

/** More than buffers hold: it stays leased until it is read. */
const BODY = Buffer.alloc(1 << 20, 'x')

let shop: TestServer
let registers: Registers
let folder: string
beforeAll(async () => {
  shop = await startHttp(({ url }, response) =>
    url?.startsWith('/prices') ? response.writeHead(503).end(BODY) : response.end('hello'),
  )
  registers = await buildRegisters()
  // In the corpus, so that the examples find the clients that they import.
  folder = await mkdtemp(fileURLToPath(new URL('../corpus/.page-', import.meta.url)))
})
afterAll(async () => {
  await shop[Symbol.asyncDispose]()
  await registers[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

const page = async (path: string): Promise<string> =>
  await readFile(new URL(`../../../${path}`, import.meta.url), 'utf8')
const blocks = (text: string, wanted: string): string[] =>
  [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)].flatMap(([, language, code = '']) =>
    language === wanted ? [code] : [],
  )

async function start(name: string, code: string, flags: readonly string[] = []): Promise<Running> {
  await writeFile(join(folder, `${name}.mjs`), code)
  return new Running({ node: process.execPath, fixture: name, args: [], flags, cwd: folder })
}

/** What differs from run to run: the port, the times and the sizes. */
const plain = (text: string): string =>
  text
    .replaceAll(/127\.0\.0\.1:\d+/g, 'ADDRESS')
    .replaceAll(/\b\d+(\.\d+)?m?s\b/g, 'TIME')
    .replaceAll(/\b\d+(\.\d+)? [KM]?i?B\b/g, 'SIZE')

test('README: the leaking line is named in these very words', async () => {
  const readme = await page('README.md')
  const example = blocks(readme, 'js').find((code) => code.startsWith('// prices.mjs')) ?? ''
  const said = blocks(readme, '').find((block) => block.startsWith('$ node --import @halfopen/node/register'))
  await writeFile(join(folder, 'prices.mjs'), example)
  const app = `import { price } from './prices.mjs'\nprice('${shop.url}', 7).catch(() => {})\nsetInterval(() => {}, 1000)`
  await using program = await start('app', app, ['--import', registers.esm])
  await program.says([/remedy/])
  expect(plain(program.stderr)).toBe(plain(said?.split('\n').slice(1).join('\n') ?? ''))
})

test.each(['README.md', 'packages/node/README.md', 'docs/node-tracker.md'])(
  '%s says how to install it, and how npm starts with it',
  async (path) => {
    const text = await page(path)
    expect(text).toMatch(/^npm install @halfopen\/node$/m)
    expect(text).toContain("NODE_OPTIONS='--import @halfopen/node/register' npm start")
  },
)

test('the first example of the tracker names the line of a response that nobody reads', async () => {
  const [example = ''] = blocks(await page('docs/node-tracker.md'), 'js')
  const leaking = example
    .replace('suspectAfterMs: 5_000', 'suspectAfterMs: 50')
    .replace('await response.text()\ntracker.stop()', 'setInterval(() => response.status, 1000)')
    .replace('https://api.example.com/users', `${shop.url}/prices`)
  const line = leaking.split('\n').findIndex((text) => text.includes('await fetch(')) + 1
  await using program = await start('tracker', leaking)
  await program.until(() => program.stdout.includes('unread'), 20_000)
  expect(program.stdout).toContain(`unread ${shop.url}/prices ${join(folder, 'tracker.mjs')} ${line}\n`)
})

test('the examples of the client run', async () => {
  const code = blocks(await page('docs/node-client.md'), 'js').join('\n')
  const end = '\nawait dispatcher.close()'
  await using program = await start('client', `${code}${end}`.replaceAll(/https?:\/\/api\.example\.com/g, shop.url))
  expect(await program.exit(), program.stderr).toBe(0)
  expect(program.stdout).toBe('hello\n200\n')
})

test('the examples of the guard run', async () => {
  const code = blocks(await page('docs/node-guard.md'), 'ts').join('\n')
  const begin = 'const app = (_request, response) => response.end()\n'
  const end = '\nconsole.log(Object.keys(report).join())'
  await using program = await start('guard', `${begin}${code.replace('listen(8080)', 'listen(0)')}${end}`)
  expect(await program.exit(), program.stderr).toBe(0)
  expect(program.stdout).toBe('idleClosed,finished,destroyed,tookMs\n')
})
