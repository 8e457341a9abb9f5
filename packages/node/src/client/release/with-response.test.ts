import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { request } from 'undici'
import { expect, it } from 'vitest'
import { createAgent } from '../agent/index.js'
import { createDispatcher } from '../dispatcher/index.js'
import { startHttp, until } from '../testing/servers.js'
import { withResponse } from './index.js'

const sizes = [
  ['small', 20_000, 1],
  ['large', 8 << 20, 2],
] as const

it.each(sizes)('undici.request: a %s remainder', async (_, bytes, connections) => {
  await using server = await startHttp((_, response) => response.end(Buffer.alloc(bytes)))
  await using dispatcher = createDispatcher({ connections: 1 })
  const ask = () => withResponse(request(server.url, { dispatcher }), ({ statusCode }) => statusCode)
  expect([await ask(), await ask()]).toEqual([200, 200])
  expect(server.accepted()).toBe(connections)
})

it.each(sizes)('fetch: a %s remainder, also when the handler throws', async (_, bytes, connections) => {
  await using server = await startHttp((_, response) => response.end(Buffer.alloc(bytes)))
  await using dispatcher = createDispatcher({ connections: 1 })
  const ask = () => fetch(server.url, { dispatcher } as unknown as RequestInit)
  await expect(withResponse(ask(), () => Promise.reject(new Error('handler')))).rejects.toThrow('handler')
  expect(await withResponse(ask(), ({ status }) => status)).toBe(200)
  expect(server.accepted()).toBe(connections)
})

it('http.request: what was read is left alone, what was not is released', async () => {
  await using server = await startHttp((_, response) => response.end('body'))
  await using pair = createAgent({ connections: 1 })
  const ask = async () => (await once(get(server.url, { agent: pair.httpAgent }), 'response'))[0] as IncomingMessage
  expect(await withResponse(ask(), async (response) => (await response.toArray()).join(''))).toBe('body')
  expect(await withResponse(ask(), ({ statusCode }) => statusCode)).toBe(200)
  await until(() => pair.stats()[0]?.available === 1)
})

it('a response that never ends is closed after the time allowed', async () => {
  await using server = await startHttp((_, response) => void response.write('never ends'))
  await using dispatcher = createDispatcher()
  await withResponse(request(server.url, { dispatcher }), () => undefined, { ms: 20 })
  await withResponse(fetch(server.url, { dispatcher } as unknown as RequestInit), () => undefined, { ms: 20 })
  await until(() => server.sockets.size === 0)
})
