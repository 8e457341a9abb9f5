/** Real frameworks, each asked the same with and without a guard; prints what each answered. */
import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createRequire } from 'node:module'
import { type AddressInfo } from 'node:net'
import { pathToFileURL } from 'node:url'
import { guard } from '../index.js'
import { Raw } from './raw.js'

const [corpus = '', workspace = ''] = process.argv.slice(2)
const fromCorpus = createRequire(corpus)
const load = async (require: NodeJS.Require, name: string) =>
  (await import(pathToFileURL(require.resolve(name)).href)) as Loaded

interface Loaded {
  // oxlint-disable-next-line typescript/no-explicit-any -- four libraries, four shapes, called and nothing else
  readonly [name: string]: any
}

const SERVERS: Readonly<Record<string, () => Promise<Server>>> = {
  async express() {
    const app = (await load(fromCorpus, 'express')).default()
    app.get('/', (_: unknown, res: { json: (body: object) => void }) => res.json({ hello: 'world' }))
    app.post('/', (req: NodeJS.ReadableStream, res: NodeJS.WritableStream) => req.pipe(res))
    return createServer(app as RequestListener)
  },
  async fastify() {
    const app = (await load(fromCorpus, 'fastify')).default()
    app.get('/', () => Promise.resolve({ hello: 'world' }))
    app.post('/', (req: { body: unknown }) => Promise.resolve(req.body))
    await app.ready()
    return app.server as Server
  },
  async koa() {
    const app = new (await load(fromCorpus, 'koa')).default()
    app.use((ctx: Loaded & { body: unknown }) => {
      ctx.body = ctx.method === 'POST' ? ctx.req : { hello: 'world' }
    })
    return createServer(app.callback() as RequestListener)
  },
  async hono() {
    const app = new (await load(fromCorpus, 'hono')).Hono()
    app.get('/', (c: Loaded) => c.json({ hello: 'world' }))
    app.post('/', async (c: Loaded) => c.body(await c.req.text()))
    return (await load(createRequire(workspace), '@hono/node-server')).createAdaptorServer(app) as Server
  },
}

const QUESTIONS = [
  'GET / HTTP/1.1\r\nHost: x\r\n\r\n',
  'HEAD / HTTP/1.1\r\nHost: x\r\n\r\n',
  'POST / HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello',
  'POST / HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
  'GET /none HTTP/1.1\r\nHost: x\r\n\r\n',
  'nonsense\r\n\r\n',
]

/** Each on a connection of its own, told to close after it, so that the whole answer is known. */
async function answersOf(server: Server): Promise<string[]> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const answers: string[] = []
  for (const question of QUESTIONS) {
    using client = await Raw.to({ port })
    await client.say(question.replace('Host: x\r\n', 'Host: x\r\nConnection: close\r\n')).ended()
    answers.push(client.text.replace(/^date: .*\r\n/im, ''))
  }
  server.close()
  return answers
}

const results: Record<string, { plain: string[]; guarded: string[]; finished: number }> = {}
for (const [name, create] of Object.entries(SERVERS)) {
  const plain = await answersOf(await create())
  const server = await create()
  const one = guard(server, { behind: 'aws-alb' })
  const guarded = await answersOf(server)
  const { accepted } = one.stats()
  await one.drain({ when: 'after-inflight', graceMs: 1_000 })
  one.dispose()
  results[name] = { plain, guarded, finished: accepted }
}
process.stdout.write(JSON.stringify(results), () => process.exit())
