import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { connect, createServer, type ServerHttp2Stream } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { Agent, request } from 'undici'
import { expect, it } from 'vitest'
import { createAgent } from '../agent/index.js'
import { startHttp, until } from '../testing/servers.js'
import { discard } from './index.js'

const sizes = [
  ['small', 20_000, 1],
  ['large', 8 << 20, 2],
] as const

it.each(sizes)('undici.request and fetch: a %s remainder', async (_, bytes, connections) => {
  await using server = await startHttp((_, response) => response.end(Buffer.alloc(bytes)))
  const dispatcher = new Agent({ connections: 1 })
  const asks = [
    () => request(server.url, { dispatcher }),
    async () => (await request(server.url, { dispatcher })).body,
    () => fetch(server.url, { dispatcher } as unknown as RequestInit),
    async () => (await fetch(server.url, { dispatcher } as unknown as RequestInit)).body,
  ]
  for (const ask of asks) await discard(await ask())
  // undici opens the next connection before anybody asks for it.
  if (connections === 1) expect(server.accepted()).toBe(1)
  else expect(server.accepted()).toBeGreaterThanOrEqual(asks.length)
  await dispatcher.destroy()
})

it.each(sizes)('http.request: a %s remainder', async (_, bytes, connections) => {
  await using server = await startHttp((_, response) => response.end(Buffer.alloc(bytes)))
  await using pair = createAgent({ connections: 1 })
  const ask = async () => (await once(get(server.url, { agent: pair.httpAgent }), 'response'))[0] as IncomingMessage
  await discard(await ask())
  await discard(await ask())
  expect(server.accepted()).toBe(connections)
})

it('HTTP/2: a small remainder is read, a large one is reset with CANCEL, the session lives on', async () => {
  const server = createServer()
  const codes: number[] = []
  server.on('stream', (stream: ServerHttp2Stream, headers) => {
    stream.on('error', () => undefined).on('close', () => codes.push(stream.rstCode))
    stream.respond()
    stream.end(Buffer.alloc(Number(headers[':path']?.slice(1))))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  for (const bytes of [10, 8 << 20, 10]) {
    const stream = session.request({ ':path': `/${bytes}` })
    await once(stream, 'response')
    await discard(stream)
    expect(stream.readableEnded || stream.destroyed).toBe(true)
  }
  await until(() => codes.length === 3)
  expect(codes).toEqual([0, 8, 0])
  expect(session.destroyed).toBe(false)
  session.destroy()
  await new Promise((resolve) => server.close(resolve))
})

it('a response that never ends is closed after the time allowed', async () => {
  let closed = 0
  await using server = await startHttp((_, response) => {
    response.on('close', () => (closed += 1)).write('never ends')
  })
  await discard(await request(server.url), { ms: 20 })
  await discard(await fetch(server.url), { ms: 20 })
  await until(() => closed === 2)
})

it('what is being read is left to its reader', async () => {
  await using server = await startHttp((_, response) => response.end(Buffer.alloc(1 << 20)))
  const text = (await request(server.url)).body
  const reading = text.text()
  await discard(text)
  const piece = await fetch(server.url)
  const whole = piece.arrayBuffer()
  await discard(piece)
  const [message] = (await once(get(server.url), 'response')) as [IncomingMessage]
  const pieces = message.toArray()
  await discard(message)
  expect((await reading).length).toBe(1 << 20)
  expect((await whole).byteLength).toBe(1 << 20)
  expect((await pieces).reduce((sum: number, chunk: Buffer) => sum + chunk.length, 0)).toBe(1 << 20)
})

it('takes anything, also what was read or discarded before, and never throws', async () => {
  await using server = await startHttp((_, response) => response.end('body'))
  const read = await fetch(server.url)
  await read.text()
  const twice = await request(server.url)
  await twice.body.text()
  const hostile = Object.defineProperty({}, 'body', {
    get() {
      throw new Error('theirs')
    },
  })
  const many = [
    read,
    read,
    twice,
    twice.body,
    undefined,
    null,
    1,
    'x',
    {},
    [],
    hostile,
    { body: null },
    { data: 'text' },
  ]
  for (const one of [...many, new Response('x'), new Response(null)]) await discard(one)
})
