import { Agent, request } from 'node:http'
import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { startTracker } from '../tracker/index.js'
import { type ErrorExplanation, explain } from './index.js'
import { answer, errorOf, sleep, startRaw } from './testing/servers.js'

const load = createRequire(new URL('../../corpus/node_modules/', import.meta.url))
/** ES modules of the corpus, of which only the file is known to require(). */
const imported = async (name: string): Promise<unknown> => await import(load.resolve(name))

type Ask = (url: string, agent: Agent) => Promise<unknown>

/** Each client's own way to ask, without a retry of its own. */
const CLIENTS: Record<string, Ask> = {
  async 'node:http'(url, agent) {
    return await new Promise((resolve, reject) => {
      const asked = request(url, { agent }, (response) => response.on('error', reject).on('end', resolve).resume())
      asked.on('error', reject).end()
    })
  },
  async axios(url, httpAgent) {
    const axios = load('axios') as { get(url: string, options: object): Promise<unknown> }
    return await axios.get(url, { httpAgent })
  },
  async got(url, agent) {
    const { got } = (await imported('got')) as { got: (url: string, options: object) => Promise<unknown> }
    return await got(url, { agent: { http: agent }, retry: { limit: 0 } })
  },
  async superagent(url, agent) {
    const superagent = load('superagent') as { get(url: string): { agent(agent: Agent): Promise<unknown> } }
    return await superagent.get(url).agent(agent)
  },
  async '@aws-sdk/client-s3'(url, httpAgent) {
    const { S3Client, GetObjectCommand } = load('@aws-sdk/client-s3') as Record<string, new (options: object) => never>
    const client: { send(command: object): Promise<{ Body: { transformToString(): Promise<string> } }> } =
      new S3Client!({
        region: 'x',
        endpoint: url,
        forcePathStyle: true,
        maxAttempts: 1,
        credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
        requestHandler: { httpAgent },
      })
    const { Body } = await client.send(new GetObjectCommand!({ Bucket: 'b', Key: 'k' }))
    return await Body.transformToString()
  },
}

/** A pause that is long for a connection, and then a server that has closed it. */
async function afterAPause(ask: Ask): Promise<ErrorExplanation> {
  await using server = await startRaw((socket, nth) => (nth === 1 ? answer(socket) : void socket.destroy()))
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  await ask(server.url, agent)
  await sleep(1050)
  const error = await errorOf(ask(server.url, agent))
  agent.destroy()
  return explain(error)
}

/** The same error on a new connection. */
async function atOnce(ask: Ask): Promise<ErrorExplanation> {
  await using server = await startRaw((socket) => socket.destroy())
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const error = await errorOf(ask(server.url, agent))
  agent.destroy()
  return explain(error)
}

async function midAnswer(ask: Ask): Promise<ErrorExplanation> {
  await using server = await startRaw((socket) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc', () => setTimeout(() => socket.destroy(), 20))
  })
  const agent = new Agent({ keepAlive: true })
  const error = await errorOf(ask(server.url, agent))
  agent.destroy()
  return explain(error)
}

test.each(Object.entries(CLIENTS))('%s', async (_, ask) => {
  using tracker = startTracker({ mode: 'observe' })
  expect(tracker.mode).toBe('observe')
  const [paused, fresh, mid] = await Promise.all([afterAPause(ask), atOnce(ask), midAnswer(ask)])
  expect(paused).toMatchObject({ cause: 'stale-reuse', confidence: 'possible', connection: { uses: 2, bytes: 0 } })
  expect(paused.summary).toMatch(
    /^This ECONNRESET came on a connection used twice, idle 1\.\d\d s: either the server closed it first, its idle timeout being about 1(\.\d)? s or less, or it ended it for this request\.$/,
  )
  expect(paused.retry.safe).toBe('yes')
  expect(fresh).toMatchObject({ cause: null, confidence: 'certain', connection: { uses: 1 } })
  expect(mid.summary).toMatch(/in the middle of (its|the) answer/)
})
