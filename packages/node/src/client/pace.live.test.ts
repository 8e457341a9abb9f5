import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { get, type IncomingMessage } from 'node:http'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { startApp, startProxyServer } from '@halfopen/lab'
import { request } from 'undici'
import { describe, expect, it } from 'vitest'
import { createAgent, createDispatcher } from './index.js'
import { startHttp } from './testing/servers.js'

const LANES = 20
const EACH = 50

/** 1,000 requests, 20 clients after one another each, at a pace around the server's idle timeout. */
async function atWorstPace(idleMs: number, ask: () => Promise<unknown>): Promise<void> {
  const lane = async (_: unknown, nth: number) => {
    for (let request = 0; request < EACH; request += 1) {
      await ask()
      await new Promise((resolve) => setTimeout(resolve, idleMs - 10 + ((nth + request) % 20)))
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
}

const servers = {
  'closes after 300 ms and says nothing': () =>
    startHttp((_, response) => response.setHeader('connection', 'keep-alive').end('ok'), { keepAliveTimeout: 300 }),
  'closes after 300 ms and announces an hour': () =>
    startHttp(
      (_, response) => response.setHeader('keep-alive', 'timeout=3600').setHeader('connection', 'keep-alive').end('ok'),
      {
        keepAliveTimeout: 300,
      },
    ),
}

describe.each(Object.entries(servers))('a server that %s: none of 1,000 requests fails', (_, start) => {
  it('through createDispatcher', async () => {
    await using server = await start()
    await using dispatcher = createDispatcher()
    await atWorstPace(300, async () => (await request(server.url, { dispatcher })).body.dump())
  })

  it('through createAgent', async () => {
    await using server = await start()
    await using pair = createAgent()
    await atWorstPace(300, async () => {
      const [response] = (await once(get(server.url, { agent: pair.httpAgent }), 'response')) as [IncomingMessage]
      await once(response.resume(), 'end')
    })
  })
})

it('a server that resets idle connections: none of 1,000 requests fails', async () => {
  await using app = await startApp()
  await using dispatcher = createDispatcher()
  const url = `${app.url}/keep-alive?timeout=300ms&how=reset&announce=60s`
  await atWorstPace(300, async () => (await request(url, { dispatcher })).body.dump())
})

it('a path that forgets after 300 ms: what is idempotent gets through, and once it is learned the rest too', async () => {
  await using app = await startApp()
  await using lab = await startProxyServer()
  const { host, port } = app.address
  const toxics = [{ type: 'idle_forget', attributes: { idle: 300, at_expiry: 'reset-late' } }]
  const proxy = await lab.create({ name: 'path', upstream: `${host}:${port}`, toxics } as never)
  await using dispatcher = createDispatcher()
  const url = `http://${proxy.address.host}:${proxy.address.port}/status?code=200&body=10`
  const ask = async (method: 'GET' | 'POST') => {
    await (await request(url, { dispatcher, method })).body.dump()
    await new Promise((resolve) => setTimeout(resolve, 400))
  }
  for (const method of ['GET', 'GET', 'GET', 'POST', 'POST', 'POST'] as const) await ask(method)
})

const SCRIPT = `
import { createServer, request as httpRequest } from 'node:http'
import { once } from 'node:events'
import { request } from 'undici'
import { SocketHandles } from '@halfopen/kernel'
import { createAgent, createDispatcher } from '@halfopen/node'
const server = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1')
await once(server, 'listening')
const url = 'http://127.0.0.1:' + server.address().port
const dispatcher = createDispatcher()
const pair = createAgent()
const texts = [
  await (await fetch(url, { dispatcher })).text(),
  await (await request(url, { dispatcher })).body.text(),
]
for (let nth = 0; nth < 2; nth += 1) {
  const [response] = await once(httpRequest(url, { agent: pair.httpAgent }).end(), 'response')
  texts.push((await response.toArray()).join(''))
  await new Promise(setImmediate)
}
if (process.versions.node.startsWith('24')) {
  const { request: request8 } = await import(process.env.UNDICI8)
  texts.push(await (await request8(url, { dispatcher })).body.text())
}
const [one] = pair.stats()
const [socket] = Object.values(pair.httpAgent.freeSockets).flat()
const keepAlive = SocketHandles.open().value.keepAlive(socket._handle.fd)
await dispatcher.close()
pair.destroy()
server.close()
console.log(JSON.stringify({ texts: [...new Set(texts)], one, keepAlive }))
`

const root = fileURLToPath(new URL('../..', import.meta.url))
const corpus = (node: string) => `${root}corpus/node_modules/${node}/bin/node`
const fixed = { timeS: 60, intervalS: 1, probes: 10 }
const nodes = [
  ['20', process.execPath, fixed],
  ['22', corpus('node22'), fixed],
  ['24', corpus('node24'), { timeS: 60, intervalS: 15, probes: 4 }],
] as const

describe.skipIf(!existsSync(`${root}dist/index.js`))('the built package', () => {
  it.each(nodes)('serves fetch, undici and node:http on Node.js %s, and ends', async (_, node, keepAlive) => {
    const env = { ...process.env, UNDICI8: `${root}corpus/node_modules/undici8/index.js` }
    const ran = await promisify(execFile)(node, ['--input-type=module', '-e', SCRIPT], {
      cwd: root,
      env,
      timeout: 20_000,
    })
    const expected = { texts: ['hello'], one: { leased: 0, available: 1 }, keepAlive }
    expect(JSON.parse(ran.stdout)).toMatchObject(expected)
  })
})
