import { readFileSync } from 'node:fs'

import { hopById } from '@halfopen/core'
import { describe, expect, it } from 'vitest'

import { FRONTS, type Front, type MockConfigInput, startMock } from '../index.js'
import { ask, bytesOf, failing, responseOn, withOneConnection } from '../testing/client.js'
import { profileOf } from './profiles.js'

const get = (path: string, method = 'GET') => `${method} ${path} HTTP/1.1\r\nHost: example.test\r\n\r\n`

/** A mock that answers every status without a body. */
const EVERY_STATUS: MockConfigInput = {
  routes: Array.from({ length: 400 }, (_, i) => ({ path: `/${200 + i}`, status: 200 + i })),
}

/** The whole response, as it comes over the wire. */
async function response(front: Front, path: string, request = get(path)): Promise<string> {
  await using mock = await startMock(EVERY_STATUS, { front })
  return await responseOn(mock.url, request)
}

const recorded = (program: string) =>
  Object.entries(
    JSON.parse(readFileSync(new URL(`./fixtures/${program}.json`, import.meta.url), 'utf8')) as Record<string, string>,
  )

const undated = (text: string) => text.replace(/Date: [^\r]*/, 'Date: *')

describe('the pages', () => {
  it.each(recorded('nginx'))('nginx: %s as recorded, byte for byte', async (status, expected) => {
    expect(undated(await response('nginx', `/${status}`))).toBe(expected)
  })

  it.each(recorded('haproxy'))('haproxy: %s as recorded, byte for byte', async (status, expected) => {
    expect(await response('haproxy', `/${status}`)).toBe(expected)
  })

  it('nginx and alb pad theirs for a browser that would show its own', async () => {
    const request = `GET /403 HTTP/1.1\r\nHost: a\r\nUser-Agent: Mozilla/5.0 Chrome/120.0\r\n\r\n`
    // 153 bytes and six lines of 67, as curl -A Chrome/1 received them from nginx 1.22.1.
    expect(await response('nginx', '/403', request)).toMatch(/Content-Length: 555\r\n/)
    expect(await response('alb', '/403', request)).toMatch(/Content-Length: 520\r\n/)
  })

  it.each([
    [403, 118],
    [502, 122],
    [504, 132],
  ])('alb: %d has the %d bytes that users report', async (status, length) => {
    const text = undated(await response('alb', `/${status}`))
    const [head = '', body = ''] = text.split('\r\n\r\n')
    expect(head.split('\r\n').slice(1)).toEqual([
      'Server: awselb/2.0',
      'Date: *',
      'Content-Type: text/html',
      `Content-Length: ${length}`,
      'Connection: keep-alive',
    ])
    expect(body).toHaveLength(length)
    expect(body).toMatch(
      new RegExp(`^<html>\r\n<head><title>${status} [A-Z][^<]+</title></head>\r\n<body>\r\n<center><h1>`),
    )
  })

  it('cloudflare: the block page closes and is chunked, an error page is not', async () => {
    const block = await response('cloudflare', '/403')
    expect(block).toMatch(/^HTTP\/1.1 403 Forbidden\r\n/)
    expect(block).toMatch(
      /\r\nServer: cloudflare\r\nCF-RAY: [0-9a-f]{16}-FRA\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n/,
    )
    expect(block).toContain('<title>Attention Required! | Cloudflare</title>')
    const error = await response('cloudflare', '/502')
    expect(error).toMatch(
      /\r\nContent-Type: text\/html; charset=UTF-8\r\nContent-Length: \d+\r\n[^]*\r\nConnection: keep-alive\r\n/,
    )
    expect(error).toContain('<title>example.test | 502: Bad gateway</title>')
  })

  it('cloudflare: does not put into its page what a client makes up', async () => {
    const text = await response('cloudflare', '/404', 'GET /404 HTTP/1.1\r\nHost: <script>"\r\n\r\n')
    expect(text).not.toContain('<script>')
    expect(text).toContain('&#60;script&#62;&#34;')
  })

  it.each(FRONTS)('%s: a status it has no page for gets one of the same form', async (front) => {
    const text = await response(front, '/418')
    expect(text).toMatch(/^HTTP\/1.1 418 I'm a Teapot\r\n/)
    expect(text).toMatch(/<h1>(<span>)?(418 )?I'm a Teapot/)
  })

  it.each(FRONTS)('%s: a HEAD gets the headers of the page alone', async (front) => {
    const text = await response(front, '/500', get('/500', 'HEAD'))
    expect(text).toMatch(/^HTTP\/1.1 500 /)
    expect(Number(/content-length: (\d+)/i.exec(text)?.[1])).toBeGreaterThan(80)
    expect(text.endsWith('\r\n\r\n')).toBe(true)
  })
})

describe.each(FRONTS)('behind %s', (front) => {
  it('every 4xx and 5xx body is replaced; nothing else is', async () => {
    await using mock = await startMock(
      {
        routes: [
          { path: '/200', text: 'mine' },
          { path: '/301', status: 301, text: 'mine', headers: { location: '/x' } },
          { path: '/400', status: 400, text: 'mine' },
          { path: '/401', status: 401, text: 'mine', headers: { 'www-authenticate': 'Basic realm="a"', 'x-a': 'b' } },
          { path: '/599', status: 599, size: '1m' },
        ],
      },
      { front },
    )
    expect(await ask(`${mock.url}/200`)).toMatchObject({ status: 200, body: 'mine' })
    expect(await ask(`${mock.url}/301`)).toMatchObject({ status: 301, body: 'mine', headers: { location: '/x' } })
    for (const status of [400, 401, 599]) {
      const answer = await ask(`${mock.url}/${status}`)
      expect(answer.status).toBe(status)
      expect(answer.headers['content-type']).toMatch(/^text\/html/)
      expect(answer.body).toMatch(/<html/)
      expect(answer.body).not.toContain('mine')
      expect(answer.headers['x-a']).toBeUndefined()
    }
    expect((await ask(`${mock.url}/401`)).headers['www-authenticate']).toBe('Basic realm="a"')
    expect(mock.requests().map(({ answeredBy }) => answeredBy)).toEqual([
      'mock',
      'mock',
      'front',
      'front',
      'front',
      'front',
    ])
  })

  it('replace own: only what it replaces by default', async () => {
    await using mock = await startMock(
      {
        replace: 'own',
        routes: [403, 404, 500, 502, 503, 504].map((status) => ({ path: `/${status}`, status, text: 'mine' })),
      },
      { front },
    )
    const replaced: number[] = []
    for (const { path } of mock.config.routes) {
      const { status, body } = await ask(`${mock.url}${path}`)
      if (body !== 'mine') replaced.push(status)
    }
    expect(replaced).toEqual(front === 'cloudflare' ? [502, 504] : [])
  })

  it('a mock that closes or resets gets its own error page', async () => {
    await using mock = await startMock(
      {
        routes: [
          { path: '/close', faults: [{ fault: 'close' }] },
          { path: '/reset', faults: [{ fault: 'reset' }] },
        ],
      },
      { front },
    )
    for (const path of ['/close', '/reset']) {
      const answer = await ask(`${mock.url}${path}`)
      expect(answer).toMatchObject({ status: profileOf(front).failed.closed, complete: true })
      expect(answer.body).toContain('<html')
    }
    expect(mock.requests().every(({ answeredBy }) => answeredBy === 'front')).toBe(true)
  })

  it('a mock that is silent gets another', async () => {
    const config = { frontAnswerTimeout: '150ms', routes: [{ path: '/', faults: [{ fault: 'silence' as const }] }] }
    await using mock = await startMock(config, { front })
    const answer = await ask(mock.url)
    expect(answer).toMatchObject({ status: profileOf(front).failed.timeout, complete: true })
    expect(answer.tookMs).toBeGreaterThan(145)
  })

  it('an answer that breaks off breaks off for the client too', async () => {
    const faults = [{ fault: 'truncate' as const, bytes: '1k' }]
    await using mock = await startMock({ routes: [{ path: '/', size: '64k', faults }] }, { front })
    expect(await ask(mock.url)).toMatchObject({ status: 200, complete: false })
  })

  it('and so does one that stops', async () => {
    const config = { frontAnswerTimeout: '600ms', default: { size: '64k', rate: 1 } }
    await using mock = await startMock(config, { front })
    expect(await ask(mock.url)).toMatchObject({ status: 200, complete: false })
  })

  it('carries bodies both ways, chunked or not, and headers end to end', async () => {
    await using mock = await startMock(
      {
        routes: [
          { path: '/big', size: '2m', framing: 'chunked', headers: { 'set-cookie': ['a=1', 'b=2'] } },
          { path: '/match', match: { headers: { 'x-a': 'b' } }, text: 'matched' },
          { path: '/none', status: 204 },
        ],
      },
      { front },
    )
    const big = await ask(`${mock.url}/big`, { method: 'POST', body: 'x'.repeat(500_000) })
    expect(big).toMatchObject({ status: 200, complete: true })
    expect(big.body).toHaveLength(2 * 1024 ** 2)
    expect(big.headers['set-cookie']).toEqual(['a=1', 'b=2'])
    expect(big.headers['transfer-encoding']).toBe('chunked')
    expect(await ask(`${mock.url}/match`, { headers: { 'x-a': 'b' } })).toMatchObject({ body: 'matched' })
    expect(await ask(`${mock.url}/none`)).toMatchObject({ status: 204, body: '' })
    expect(await ask(`${mock.url}/match`, { method: 'HEAD', headers: { 'x-a': 'b' } })).toMatchObject({
      status: 200,
      body: '',
      headers: { 'content-length': '7' },
    })
  })

  it("keeps a client's connection, and announces no timeout", async () => {
    await using mock = await startMock({ default: { text: 'ok' } }, { front })
    await withOneConnection(async (agent) => {
      for (let i = 0; i < 5; i++) {
        const { headers } = await ask(mock.url, { agent })
        expect(headers['keep-alive']).toBeUndefined()
        expect(headers.connection).toBe(front === 'haproxy' ? undefined : 'keep-alive')
      }
    })
    expect(mock.connections().total).toBe(1)
  })

  it('lets an HTTP/1.0 client go after its answer', async () => {
    await using mock = await startMock({ default: { text: 'ok' } }, { front })
    expect((await bytesOf(mock.url, 'GET / HTTP/1.0\r\n\r\n')).text).toMatch(/connection: close[^]*ok$/i)
  })

  it('a client that goes away takes its request to the mock with it', async () => {
    await using mock = await startMock({ default: { delay: '1h' } }, { front })
    const leaving = new AbortController()
    const asking = failing(mock.url, { signal: leaving.signal })
    await expect.poll(() => mock.requests()).toHaveLength(1)
    leaving.abort()
    expect(await asking).toBe('ABORT_ERR')
    await expect.poll(() => mock.connections()).toEqual({ open: 0, total: 1 })
    expect(mock.requests()).toMatchObject([{ status: null, answeredBy: null }])
  })

  it('has its idle timeout from the table of hops, scaled', async () => {
    const hop = hopById(profileOf(front).hop)
    expect(hop).toBeDefined()
    if (hop?.idleTimeoutS === null) return
    const idleMs = 600
    const scale = ((hop?.idleTimeoutS ?? 0) * 1000) / idleMs
    await using mock = await startMock({ default: { text: 'ok' } }, { front, scale })
    const { tookMs } = await bytesOf(mock.url, get('/'))
    expect(tookMs).toBeGreaterThan(idleMs * 0.98)
    expect(tookMs).toBeLessThan(idleMs + 900)
  })
})

describe('towards the mock', () => {
  it.each([
    ['alb', 1],
    ['nginx', 3],
  ] as const)('%s needs %d connections for three requests', async (front, connections) => {
    // Only the first request on a connection is answered: so many there were.
    const faults = [{ fault: 'status' as const, status: 500, on: 1, per: 'connection' as const }]
    await using mock = await startMock({ routes: [{ path: '/', text: 'ok', faults }] }, { front })
    const seen: string[] = []
    await withOneConnection(async (agent) => {
      for (let i = 0; i < 3; i++) seen.push(await failing(mock.url, { agent }))
    })
    expect(seen.filter((outcome) => outcome === 'answered 500')).toHaveLength(connections)
  })

  it('cloudflare and alb say who the client is', async () => {
    for (const front of ['cloudflare', 'alb'] as const) {
      const match = { headers: { 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'http' } }
      await using mock = await startMock({ routes: [{ path: '/', match, text: 'known' }] }, { front })
      expect(await ask(mock.url)).toMatchObject({ body: 'known' })
    }
  })
})

describe('which front', () => {
  it('the option stands above the configuration', async () => {
    await using bare = await startMock({ front: 'alb' }, { front: 'none' })
    await using mock = await startMock({ front: 'alb', replace: 'own' })
    expect([bare.front, bare.replaces, mock.front, mock.replaces]).toEqual([null, null, 'alb', 'own'])
  })
})
