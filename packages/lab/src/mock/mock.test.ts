import { connect, createServer } from 'node:net'

import { describe, expect, it } from 'vitest'

import { type MockConfigInput, type MockRequest, startMock } from './index.js'
import { ask, bytesOf, failing, withOneConnection } from './testing/client.js'

type Route = NonNullable<MockConfigInput['routes']>[number]
const one = (route: Omit<Route, 'path'>) => startMock({ routes: [{ path: '/', ...route }] })

/** The statuses of so many requests, one after the other; where there is none, the error. */
async function statuses(url: string, count: number): Promise<readonly string[]> {
  const seen: string[] = []
  for (let i = 0; i < count; i++) seen.push((await failing(url)).replace('answered ', ''))
  return seen
}

describe('which route answers', () => {
  const config: MockConfigInput = {
    routes: [
      { path: '/exact', text: 'exact' },
      { path: '/users/:id', method: 'get', text: 'user' },
      { path: '/users/:id', method: ['PUT', 'DELETE'], text: 'changed' },
      { path: '/a.b', text: 'dot' },
      { path: '/files/*', text: 'file' },
      { path: '/search', match: { headers: { 'X-Tenant': 'blue' }, query: { q: 'a b', n: 2 } }, text: 'matched' },
      { path: '/search', text: 'any' },
    ],
  }
  it.each([
    ['GET', '/exact', 'exact'],
    ['POST', '/exact?x=1', 'exact'],
    ['GET', '/users/7', 'user'],
    ['PUT', '/users/7', 'changed'],
    ['GET', '/files/a/b', 'file'],
    ['GET', '/files/', 'file'],
    ['GET', '/search?q=a+b&n=2', 'any'],
  ])('%s %s → %s', async (method, path, body) => {
    await using mock = await startMock(config)
    expect(await ask(`${mock.url}${path}`, { method })).toMatchObject({ status: 200, body })
  })

  it.each([
    ['GET', '/exact/'],
    ['POST', '/users/7'],
    ['GET', '/users/7/8'],
    ['GET', '/users/'],
    ['GET', '/axb'],
    ['GET', '/files'],
  ])('%s %s → 404', async (method, path) => {
    await using mock = await startMock(config)
    const answer = await ask(`${mock.url}${path}`, { method })
    expect(answer).toMatchObject({ status: 404, body: `halfopen lab mock: no route for ${method} ${path}\n` })
  })

  it('takes a target with a host in it, as proxies get', async () => {
    await using mock = await startMock(config)
    const { text } = await bytesOf(
      mock.url,
      'GET http://api/users/7?a=b HTTP/1.1\r\nHost: api\r\nConnection: close\r\n\r\n',
    )
    expect(text).toMatch(/^HTTP\/1.1 200 [^]*user$/)
  })

  it('by headers and query', async () => {
    await using mock = await startMock(config)
    const headers = { 'x-tenant': 'blue' }
    expect(await ask(`${mock.url}/search?n=2&q=a%20b`, { headers })).toMatchObject({ body: 'matched' })
    expect(await ask(`${mock.url}/search?n=3&q=a%20b`, { headers })).toMatchObject({ body: 'any' })
  })

  it('the default that the configuration gives', async () => {
    await using mock = await startMock({ default: { status: 503, json: { a: [1] } } })
    expect(await ask(mock.url)).toMatchObject({ status: 503, body: '{"a":[1]}' })
  })
})

describe('what it answers', () => {
  it('no body: content-length 0', async () => {
    await using mock = await one({ status: 403 })
    const { status, headers, body } = await ask(mock.url)
    expect({ status, headers, body }).toMatchObject({
      status: 403,
      body: '',
      headers: { 'content-length': '0', connection: 'close' },
    })
    expect(headers['content-type']).toBeUndefined()
  })

  it('text, JSON and a size, with its own headers', async () => {
    await using mock = await startMock({
      routes: [
        { path: '/text', text: 'é', headers: { 'X-A': 'b', 'Set-Cookie': ['a=1', 'b=2'], n: 3 } },
        { path: '/json', json: null },
        { path: '/size', size: '200k', headers: { 'content-type': 'image/png' } },
      ],
    })
    const text = await ask(`${mock.url}/text`)
    expect(text.headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'content-length': '2',
      'x-a': 'b',
      n: '3',
    })
    expect(text.headers['set-cookie']).toEqual(['a=1', 'b=2'])
    expect(await ask(`${mock.url}/json`)).toMatchObject({
      body: 'null',
      headers: { 'content-type': 'application/json' },
    })
    const sized = await ask(`${mock.url}/size`)
    expect(sized.headers).toMatchObject({ 'content-type': 'image/png', 'content-length': '204800' })
    expect(sized.body).toHaveLength(204_800)
    expect(new Set(sized.body.split('\n').slice(0, -1)).size).toBe(1)
  })

  it('a file, whose type is its name', async () => {
    await using mock = await startMock({ default: { file: new URL('./testing/client.ts', import.meta.url).pathname } })
    const { headers, body } = await ask(mock.url)
    expect(headers['content-type']).toBe('application/octet-stream')
    expect(body).toContain('export async function ask')
  })

  it.each(['HEAD'] as const)('%s: the headers alone', async (method) => {
    await using mock = await one({ text: 'hello', method: 'GET' })
    expect(await ask(mock.url, { method })).toMatchObject({ status: 200, body: '', headers: { 'content-length': '5' } })
  })

  it.each([204, 304])('%d: no body, no length', async (status) => {
    await using mock = await one({ status, text: 'hello' })
    const { text } = await bytesOf(mock.url, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
    expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(text).not.toMatch(/content-length|transfer-encoding/i)
    expect(text.endsWith('\r\n\r\n')).toBe(true)
  })

  it('chunked, or until the connection closes', async () => {
    await using mock = await startMock({
      routes: [
        { path: '/chunked', text: 'hello', framing: 'chunked' },
        { path: '/close', text: 'hello', framing: 'until-close' },
      ],
    })
    const request = (path: string) => bytesOf(mock.url, `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)
    const chunked = await request('/chunked')
    expect(chunked.text).toMatch(/transfer-encoding: chunked/i)
    expect(chunked.text).toMatch(/\r\n\r\n5\r\nhello\r\n0\r\n\r\n$/)
    const close = await request('/close')
    expect(close.text).not.toMatch(/content-length|transfer-encoding/i)
    expect(close.text).toMatch(/Connection: close[^]*\r\n\r\nhello$/)
  })

  it('keeps the connection, says so, and announces no timeout; or closes it', async () => {
    await using mock = await startMock({
      routes: [
        { path: '/keep', text: 'a' },
        { path: '/close', text: 'a', connection: 'close' },
      ],
    })
    await withOneConnection(async (agent) => {
      const { headers } = await ask(`${mock.url}/keep`, { agent })
      expect(headers.connection).toBe('keep-alive')
      expect(headers['keep-alive']).toBeUndefined()
      expect((await ask(`${mock.url}/close`, { agent })).headers.connection).toBe('close')
      await ask(`${mock.url}/keep`, { agent })
    })
    expect(mock.requests().map(({ connection, numberOnConnection }) => [connection, numberOnConnection])).toEqual([
      [1, 1],
      [1, 2],
      [2, 1],
    ])
  })

  it('closes an idle connection: one that asked, and one that never did', async () => {
    await using mock = await startMock({ keepAliveTimeout: '400ms', default: { text: 'a' } })
    const asked = await bytesOf(mock.url, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    expect(asked.text).toMatch(/\r\n\r\na$/)
    expect(asked.tookMs).toBeGreaterThan(390)
    expect((await bytesOf(mock.url, '')).tookMs).toBeGreaterThan(390)
  })

  it('takes in a body that it does not need', async () => {
    await using mock = await one({ text: 'ok' })
    expect(await ask(mock.url, { method: 'POST', body: 'x'.repeat(1_000_000) })).toMatchObject({ body: 'ok' })
  })
})

describe('how long it takes', () => {
  it('delay, body delay and rate', async () => {
    await using mock = await one({ delay: '60ms', bodyDelay: '400ms', rate: '10k', size: '2k' })
    const { headersAfterMs, firstByteAfterMs, tookMs, body } = await ask(mock.url)
    expect(body).toHaveLength(2048)
    expect(headersAfterMs).toBeGreaterThan(58)
    expect(firstByteAfterMs - headersAfterMs).toBeGreaterThan(100)
    // 2 KiB at 10 KiB/s are 200 ms; the last tenth of a second goes out at its beginning.
    expect(tookMs).toBeGreaterThan(60 + 400 + 95)
  })

  it('a hundred times faster with scale 100', async () => {
    const config = { keepAliveTimeout: '10s', default: { delay: '10s', rate: 10, size: 200 } }
    await using mock = await startMock(config, { scale: 100 })
    const { tookMs } = await ask(mock.url)
    expect(tookMs).toBeGreaterThan(190)
    expect(tookMs).toBeLessThan(2000)
  })
})

describe('sequences', () => {
  it('step by step, staying at the last', async () => {
    await using mock = await one({
      status: 202,
      text: 'wait',
      sequence: [{}, { status: 500, json: 1 }, { status: 200 }],
    })
    expect(await statuses(mock.url, 4)).toEqual(['202', '500', '200', '200'])
    expect(await ask(mock.url)).toMatchObject({ status: 200, body: 'wait' })
  })

  it('starting over', async () => {
    await using mock = await one({ sequence: [{ status: 201 }, { status: 202 }], sequenceEnds: 'start-over' })
    expect(await statuses(mock.url, 5)).toEqual(['201', '202', '201', '202', '201'])
  })
})

describe('faults', () => {
  it('by the number of the request on the route', async () => {
    await using mock = await one({
      text: 'ok',
      faults: [
        { fault: 'reset', on: [3, 5] },
        { fault: 'status', every: 4, status: 503 },
        { fault: 'close', after: 8 },
      ],
    })
    expect(await statuses(mock.url, 10)).toEqual([
      '200',
      '200',
      'ECONNRESET',
      '503',
      'ECONNRESET',
      '200',
      '200',
      '503',
      'ECONNRESET',
      'ECONNRESET',
    ])
  })

  it('each route counts for itself, the mock for all', async () => {
    const faults: Route['faults'] = [{ fault: 'status', on: 2, status: 500 }]
    await using mock = await startMock({
      routes: [
        { path: '/a', faults },
        { path: '/b', faults },
        { path: '/c', faults: [{ fault: 'status', on: 6, per: 'mock', status: 500 }] },
      ],
    })
    expect(await statuses(`${mock.url}/a`, 2)).toEqual(['200', '500'])
    expect(await statuses(`${mock.url}/b`, 3)).toEqual(['200', '500', '200'])
    expect(await statuses(`${mock.url}/c`, 2)).toEqual(['500', '200'])
  })

  it('by the number of the request on its connection', async () => {
    await using mock = await one({ text: 'ok', faults: [{ fault: 'close', on: 2, per: 'connection' }] })
    await withOneConnection(async (agent) => {
      expect(await failing(mock.url, { agent })).toBe('answered 200')
      expect(await failing(mock.url, { agent })).toBe('ECONNRESET')
      expect(await failing(mock.url, { agent })).toBe('answered 200')
    })
  })

  it('close is a FIN, reset a RST: a raw socket tells them apart', async () => {
    await using mock = await startMock({
      routes: [
        { path: '/close', faults: [{ fault: 'close' }] },
        { path: '/reset', faults: [{ fault: 'reset' }] },
      ],
    })
    const request = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`
    expect((await bytesOf(mock.url, request('/close'))).text).toBe('')
    await expect(bytesOf(mock.url, request('/reset'))).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect(mock.requests()).toMatchObject([
      { status: null, answeredBy: null },
      { status: null, answeredBy: null },
    ])
  })

  it('silence: no byte, and the connection stays', async () => {
    await using mock = await one({ faults: [{ fault: 'silence' }] })
    const leaving = new AbortController()
    const asking = failing(mock.url, { signal: leaving.signal })
    await expect.poll(() => mock.requests()).toHaveLength(1)
    await expect.poll(() => mock.connections()).toEqual({ open: 1, total: 1 })
    leaving.abort()
    expect(await asking).toBe('ABORT_ERR')
    expect(mock.requests()).toMatchObject([{ status: null }])
  })

  it('truncate: less than was announced, with and without a length', async () => {
    const faults: Route['faults'] = [{ fault: 'truncate', bytes: '1k' }]
    await using mock = await startMock({
      routes: [
        { path: '/length', size: '64k', faults },
        { path: '/chunked', size: '64k', framing: 'chunked', faults },
        { path: '/half', text: 'abcdef', faults: [{ fault: 'truncate' }] },
        { path: '/nothing', text: 'abcdef', faults: [{ fault: 'truncate', bytes: 0 }] },
      ],
    })
    const cut = async (path: string) => {
      const { status, complete, body } = await ask(`${mock.url}${path}`)
      return [status, complete, body.length]
    }
    expect(await cut('/length')).toEqual([200, false, 1024])
    expect(await cut('/chunked')).toEqual([200, false, 1024])
    expect(await cut('/half')).toEqual([200, false, 3])
    expect(await cut('/nothing')).toEqual([200, false, 0])
  })

  it('slow: the same answer', async () => {
    await using mock = await one({ text: 'ok', faults: [{ fault: 'slow', delay: '80ms' }] })
    const { body, headersAfterMs } = await ask(mock.url)
    expect(body).toBe('ok')
    expect(headersAfterMs).toBeGreaterThan(78)
  })
})

describe('the mock itself', () => {
  it('tells what came in, and what became of it', async () => {
    const seen: MockRequest[] = []
    await using mock = await startMock({ default: { text: 'a' } }, { onRequest: (request) => seen.push(request) })
    await ask(`${mock.url}/x?y=1`, { method: 'POST', headers: { 'x-a': 'b' } })
    expect(mock.requests()).toMatchObject([
      {
        number: 1,
        connection: 1,
        numberOnConnection: 1,
        method: 'POST',
        path: '/x?y=1',
        headers: { 'x-a': 'b' },
        status: 200,
        answeredBy: 'mock',
      },
    ])
    await expect.poll(() => seen).toHaveLength(1)
    await expect.poll(() => mock.connections()).toEqual({ open: 0, total: 1 })
  })

  it('remembers only so much of what a client sends', async () => {
    await using mock = await startMock({ default: { text: 'a' } })
    await ask(`${mock.url}/${'p'.repeat(5000)}`, { headers: { 'x-a': 'v'.repeat(5000) } })
    const [request] = mock.requests()
    expect([request?.path.length, request?.headers['x-a']?.length]).toEqual([2048, 512])
  })

  it('ends a pipelined request whose turn never came with its connection', async () => {
    await using mock = await one({ delay: '1h', text: 'late' })
    const socket = connect({ port: mock.address.port, host: '127.0.0.1' })
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(2))
    await expect.poll(() => mock.requests()).toHaveLength(2)
    socket.destroy()
    await expect.poll(() => mock.requests().filter(({ tookMs }) => tookMs === null)).toEqual([])
  })

  it('leaves nothing behind: a request that is being answered ends with it', async () => {
    const mock = await one({ delay: '1h' })
    const asking = failing(mock.url)
    await expect.poll(() => mock.requests()).toHaveLength(1)
    await mock[Symbol.asyncDispose]()
    expect(await asking).toBe('ECONNRESET')
    await expect.poll(() => mock.connections()).toEqual({ open: 0, total: 1 })
  })

  it.each([
    [{ front: 'abl' as 'alb' }, 'the option front: "abl" is none of alb, nginx, cloudflare, haproxy, none'],
    [{ replace: 'some' as 'all' }, 'the option replace: "some" is none of all, own'],
    [{ scale: 0 }, 'the option scale: "0" is none of 1 to 1000000'],
    [{ scale: Number.NaN }, 'the option scale: "NaN" is none of 1 to 1000000'],
  ])('refuses %j', async (options, message) => {
    await expect(startMock({}, options)).rejects.toMatchObject({ code: 'HO_CONFIG', message })
  })

  it.each(['none', 'alb'] as const)('says when its port is taken (front: %s)', async (front) => {
    const taken = createServer().listen(0, '127.0.0.1')
    await expect.poll(() => taken.listening).toBe(true)
    const { port } = taken.address() as { port: number }
    await expect(startMock({}, { front, listen: { port } })).rejects.toMatchObject({ code: 'HO_LISTEN' })
    taken.close()
  })
})
