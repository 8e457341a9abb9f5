import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startHttp, type TestServer } from '../client/testing/servers.js'

const page = await readFile(new URL('../../../../docs/node-tracker.md', import.meta.url), 'utf8')
const examples = [...page.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code = '']) => code)

/** More than buffers hold: it stays leased until it is read. */
const BODY = Buffer.alloc(1 << 20)

let server: TestServer
let folder: string
beforeAll(async () => {
  server = await startHttp(({ url }, response) => response.writeHead(url === '/missing' ? 404 : 200).end(BODY))
  // Below the package, so that the examples find what they import.
  folder = await mkdtemp(fileURLToPath(new URL('../../.page-', import.meta.url)))
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

/** Runs an example against a server of ours; what it logs. */
async function run(code: string): Promise<string> {
  const logged: unknown[] = []
  const log = vi.spyOn(console, 'log').mockImplementation((...values) => void logged.push(...values))
  const file = join(folder, `example-${examples.indexOf(code)}.ts`)
  await writeFile(file, code.replaceAll('https://api.example.com', server.url))
  await import(/* @vite-ignore */ pathToFileURL(file).href)
  log.mockRestore()
  return logged.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join('\n')
}

test.each([
  ['snapshot', () => `[{"origin":"${server.url}","leased":`],
  [
    'explain',
    () =>
      "Nothing listens at 127.0.0.1:1999: the host refused the connection.\nnull\ncertain\nyes\nss -ltn 'sport = :1999'",
  ],
  ['discard', () => ''],
  ['prometheusText', () => `halfopen_client_connections_opened_total{origin="${server.url}"} 1\n`],
  ['startAdmin', () => 'halfopen.connections/1'],
])('the example of %s does what it says', async (name, logs) => {
  const code = examples.find(
    (example) => example.includes(`${name}(`) && new RegExp(`import \\{[^}]*${name}`).test(example),
  )
  expect(await run(code!)).toContain(logs())
})

test('every example is run', () => expect(examples).toHaveLength(5))
