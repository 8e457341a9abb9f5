import { createRequire } from 'node:module'
import { Agent } from 'node:http'
import { expect, it } from 'vitest'
import { startHttp, until } from '../testing/servers.js'
import { discard } from './index.js'

const load = createRequire(new URL('../../../corpus/node_modules/', import.meta.url))
/** ES modules of the corpus, of which only the file is known to require(). */
const imported = async (name: string): Promise<unknown> => await import(load.resolve(name))

type Ask = (url: string, agent: Agent) => Promise<unknown>

/** Each client's own way to a response that has not been read. */
const ASKS: Record<string, Ask> = {
  async axios(url, httpAgent) {
    const axios = load('axios') as { get(url: string, options: object): Promise<unknown> }
    return await axios.get(url, { responseType: 'stream', httpAgent })
  },
  async got(url, agent) {
    const { got } = (await imported('got')) as { got: { stream(url: string, options: object): NodeJS.ReadableStream } }
    const stream = got.stream(url, { agent: { http: agent }, retry: { limit: 0 } })
    return await new Promise((resolve) => stream.once('response', () => resolve(stream)))
  },
  async 'node-fetch'(url, agent) {
    const { default: fetch } = (await imported('node-fetch')) as { default: (url: string, options: object) => unknown }
    return await fetch(url, { agent })
  },
  async '@aws-sdk/client-s3'(url, httpAgent) {
    const { S3Client, GetObjectCommand } = load('@aws-sdk/client-s3') as Record<string, new (options: object) => never>
    const client: { send(command: object): Promise<unknown> } = new S3Client!({
      region: 'x',
      endpoint: url,
      forcePathStyle: true,
      credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
      requestHandler: { httpAgent },
    })
    return await client.send(new GetObjectCommand!({ Bucket: 'b', Key: 'k' }))
  },
}

it.each(Object.entries(ASKS))('%s: a small remainder keeps its connection, a large one gives it up', async (_, ask) => {
  let bytes = 20_000
  await using server = await startHttp((_, response) => response.end(Buffer.alloc(bytes)))
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  await discard(await ask(server.url, agent))
  await discard(await ask(server.url, agent))
  expect(server.accepted()).toBe(1)
  bytes = 8 << 20
  await discard(await ask(server.url, agent))
  await until(() => server.sockets.size === 0)
  bytes = 10
  await discard(await ask(server.url, agent))
  expect(server.accepted()).toBe(2)
  agent.destroy()
})
