import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ProxyServer, startProxyServer } from '../server.js'
import { client, echo, upstream } from '../testing/index.js'

// What is expected here is what Toxiproxy's api_test.go and api.go say.

let lab: ProxyServer
let server: Awaited<ReturnType<typeof upstream>>

beforeEach(async () => {
  server = await upstream(echo)
  lab = await startProxyServer()
})

afterEach(async () => {
  await lab[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const answer = await fetch(`${lab.url}${path}`, { method, headers, ...(text === undefined ? {} : { body: text }) })
  const json = answer.headers.get('content-type')?.startsWith('application/json') === true
  return { status: answer.status, body: json ? await answer.json() : await answer.text() }
}

const mysql = () => ({ name: 'mysql', listen: '127.0.0.1:0', upstream: server.address })

describe('proxies', () => {
  it('are created, shown, listed, removed', async () => {
    const { status, body } = await ask('POST', '/proxies', mysql())
    expect(status).toBe(201)
    const listen = expect.stringMatching(/^127\.0\.0\.1:[1-9]\d*$/) as string
    expect(body).toEqual({ name: 'mysql', listen, upstream: server.address, enabled: true, toxics: [] })
    expect(await ask('GET', '/proxies/mysql')).toEqual({ status: 200, body })
    expect(await ask('GET', '/proxies')).toEqual({ status: 200, body: { mysql: body } })
    expect(await ask('DELETE', '/proxies/mysql')).toEqual({ status: 204, body: '' })
    const gone = { status: 404, body: { error: 'proxy not found', status: 404 } }
    expect(await ask('DELETE', '/proxies/mysql')).toEqual(gone)
    expect(await ask('GET', '/proxies/mysql')).toEqual(gone)
    expect(await ask('POST', '/proxies/mysql', {})).toEqual(gone)
    expect(await ask('GET', '/proxies/mysql/toxics')).toEqual(gone)
  })

  it('take null for what is left out, and a stream in any case, as Go does', async () => {
    const toxic = { type: 'latency', name: null, stream: 'DownStream', toxicity: null, attributes: null }
    const { status, body } = await ask('POST', '/proxies', { ...mysql(), enabled: null, toxics: [toxic] })
    expect(status).toBe(201)
    expect(body).toMatchObject({
      enabled: true,
      toxics: [{ name: 'latency_downstream', stream: 'downstream', toxicity: 1 }],
    })
    expect(await ask('POST', '/proxies/mysql', { listen: null, enabled: null })).toEqual({ status: 200, body })
  })

  it('are created with their toxics in one request', async () => {
    const toxics = [{ type: 'limit_data', attributes: { bytes: 3 } }]
    const { status, body } = await ask('POST', '/proxies', { ...mysql(), toxics })
    expect(status).toBe(201)
    expect(body).toMatchObject({
      toxics: [{ name: 'limit_data_downstream', stream: 'downstream', toxicity: 1, attributes: { bytes: 3 } }],
    })
    await using end = await client(lab.proxy('mysql').address)
    end.socket.write('abcdef')
    await end.ends()
    expect(end.text).toBe('abc')
  })

  it.each([
    ['not json', 400, /^bad request body: /],
    ['', 400, 'bad request body: EOF'],
    [[], 400, 'bad request body: a proxy is an object'],
    [{}, 400, 'missing required field: name'],
    [{ name: 'x' }, 400, 'missing required field: upstream'],
    [{ name: 'x', upstream: 'nowhere' }, 400, 'bad request body: upstream: "nowhere" is not host:port'],
    [{ name: 'x', upstream: 'a:1', listen: ':70000' }, 400, 'bad request body: listen: ":70000" is not host:port'],
    [{ name: 'x', upstream: 'a:1', enabled: 1 }, 400, 'bad request body: enabled: true or false'],
    [{ name: 'n'.repeat(256), upstream: 'a:1' }, 400, 'bad request body: name: a text of at most 255 characters'],
    [
      { name: 'x', upstream: 'a:1', toxics: [{ type: 'latencyy' }] },
      400,
      'invalid toxic type "latencyy": did you mean latency?',
    ],
    [{ name: 'x', upstream: 'a:1', toxics: [{ type: 'timeout' }, { type: 'timeout' }] }, 400, 'toxic already exists'],
  ])('refuse %j', async (body, status, error) => {
    const answer = await ask('POST', '/proxies', body)
    const message = typeof error === 'string' ? error : (expect.stringMatching(error) as string)
    expect(answer).toEqual({ status, body: { error: message, status } })
    expect(lab.proxies()).toEqual([])
  })

  it('refuse a name that is taken, and a port that is', async () => {
    const { body } = await ask('POST', '/proxies', mysql())
    const { listen } = body as { listen: string }
    expect(await ask('POST', '/proxies', mysql())).toMatchObject({
      status: 409,
      body: { error: 'proxy already exists', status: 409 },
    })
    expect(await ask('POST', '/proxies', { ...mysql(), name: 'test', listen })).toMatchObject({
      status: 500,
      body: { error: expect.stringContaining('EADDRINUSE') as string },
    })
    await ask('DELETE', '/proxies/mysql')
    expect(await ask('POST', '/proxies', { ...mysql(), name: 'test', listen })).toMatchObject({ status: 201 })
  })

  it('keep a strange name', async () => {
    const name = '__proto__/ä?'
    await ask('POST', '/proxies', { ...mysql(), name })
    expect(await ask('GET', `/proxies/${encodeURIComponent(name)}`)).toMatchObject({ status: 200, body: { name } })
    expect(Object.keys((await ask('GET', '/proxies')).body as object)).toEqual([name])
  })

  it.each(['POST', 'PATCH'])('are changed by %s: down, up, moved', async (method) => {
    const { body: made } = await ask('POST', '/proxies', mysql())
    const { listen } = made as { listen: string }
    expect(await ask(method, '/proxies/mysql', { enabled: false })).toEqual({
      status: 200,
      body: { ...(made as object), enabled: false },
    })
    expect(await ask(method, '/proxies/mysql', { enabled: true })).toMatchObject({ body: { listen, enabled: true } })
    await using end = await client(lab.proxy('mysql').address)
    expect(await ask(method, '/proxies/mysql', { listen, upstream: server.address })).toEqual({
      status: 200,
      body: made,
    })
    expect(end.ending).toBeUndefined()
    expect(await ask(method, '/proxies/mysql', { upstream: '127.0.0.1:1' })).toMatchObject({
      body: { upstream: '127.0.0.1:1', listen, enabled: true },
    })
    await end.ends()
  })
})

describe('populate', () => {
  it('creates what is missing, leaves alone what is there, replaces what differs', async () => {
    const first = await ask('POST', '/populate', [mysql(), { ...mysql(), name: 'redis', enabled: false }])
    expect(first.status).toBe(201)
    expect(first.body).toMatchObject({
      proxies: [
        { name: 'mysql', enabled: true },
        { name: 'redis', enabled: false },
      ],
    })
    await using end = await client(lab.proxy('mysql').address)
    expect(await ask('POST', '/populate', [mysql()])).toMatchObject({
      body: { proxies: [(first.body as { proxies: unknown[] }).proxies[0]] },
    })
    expect(end.ending).toBeUndefined()
    const withToxic = { ...mysql(), toxics: [{ type: 'latency' }] }
    expect(await ask('POST', '/populate', [withToxic])).toMatchObject({
      body: { proxies: [{ toxics: [{ type: 'latency' }] }] },
    })
    expect(end.ending).toBeUndefined()
    await ask('POST', '/populate', [{ ...mysql(), upstream: '127.0.0.1:1' }])
    await end.ends()
    expect(lab.proxy('mysql').toJSON()).toMatchObject({ upstream: '127.0.0.1:1', toxics: [] })
  })

  it('changes nothing when one is wrong', async () => {
    expect(await ask('POST', '/populate', [mysql(), { name: 'test' }])).toEqual({
      status: 400,
      body: { error: 'missing required field: upstream at proxy 2', status: 400, proxies: null },
    })
    expect(lab.proxies()).toEqual([])
  })
})

describe('toxics', () => {
  beforeEach(async () => {
    await ask('POST', '/proxies', mysql())
  })

  const PATH = '/proxies/mysql/toxics'
  const latency = {
    attributes: { latency: 0, jitter: 0 },
    name: 'latency_downstream',
    type: 'latency',
    stream: 'downstream',
    toxicity: 1,
  }

  it('are added with defaults, shown, listed, changed, removed', async () => {
    expect(await ask('POST', PATH, { type: 'latency' })).toEqual({ status: 200, body: latency })
    expect(await ask('POST', PATH, { type: 'latency', stream: 'upstream', name: '' })).toMatchObject({
      body: { name: 'latency_upstream' },
    })
    expect(await ask('GET', `${PATH}/latency_downstream`)).toEqual({ status: 200, body: latency })
    expect((await ask('GET', PATH)).body).toMatchObject([{ name: 'latency_upstream' }, { name: 'latency_downstream' }])
    const slower = { ...latency, attributes: { latency: 7, jitter: 0 }, toxicity: 0.5 }
    const change = { attributes: { latency: 7 }, toxicity: 0.5 }
    expect(await ask('POST', `${PATH}/latency_downstream`, change)).toEqual({ status: 200, body: slower })
    expect(await ask('PATCH', `${PATH}/latency_downstream`, { attributes: { jitter: 1 } })).toMatchObject({
      body: { attributes: { latency: 7, jitter: 1 }, toxicity: 0.5 },
    })
    expect(await ask('DELETE', `${PATH}/latency_downstream`)).toEqual({ status: 204, body: '' })
    const gone = { status: 404, body: { error: 'toxic not found', status: 404 } }
    expect(await ask('GET', `${PATH}/latency_downstream`)).toEqual(gone)
    expect(await ask('POST', `${PATH}/latency_downstream`, {})).toEqual(gone)
    expect(await ask('DELETE', `${PATH}/latency_downstream`)).toEqual(gone)
  })

  it('refuse a name that is taken in the other stream too', async () => {
    await ask('POST', PATH, { type: 'latency', name: 'foobar', stream: 'upstream' })
    expect(await ask('POST', PATH, { type: 'slow_close', name: 'foobar' })).toEqual({
      status: 409,
      body: { error: 'toxic already exists', status: 409 },
    })
  })

  it.each([
    [{}, 'invalid toxic type'],
    [{ type: 'band_width' }, 'invalid toxic type "band_width": did you mean bandwidth?'],
    [{ type: 'constructor' }, 'invalid toxic type "constructor"'],
    [{ type: 'down' }, 'invalid toxic type "down": set enabled of the proxy to false'],
    [{ type: 'latency', stream: 'sideways' }, 'stream was invalid, can be either upstream or downstream'],
    [{ type: 'latency', toxicity: 2 }, 'bad request body: toxicity: a number from 0 to 1'],
    [
      { type: 'latency', attributes: { latancy: 3 } },
      'bad request body: there is no attribute of latency "latancy": did you mean latency?',
    ],
    [{ type: 'latency', attributes: { latency: -1 } }, /^bad request body: latency: /],
    [{ type: 'latency', attributes: { latency: 1.5 } }, /^bad request body: latency: /],
    [{ type: 'latency', attributes: 'fast' }, /^bad request body: /],
    [{ type: 'idle_forget', attributes: { at_expiry: 'loud' } }, /^bad request body: at_expiry: .*"silent"/],
  ])('refuse %j', async (body, error) => {
    const answer = await ask('POST', PATH, body)
    const message = typeof error === 'string' ? error : (expect.stringMatching(error) as string)
    expect(answer).toEqual({ status: 400, body: { error: message, status: 400 } })
    expect(lab.proxy('mysql').toxics.list()).toEqual([])
  })

  it('refuse a wrong change, and stay as they were', async () => {
    await ask('POST', PATH, { type: 'latency' })
    expect(await ask('PATCH', `${PATH}/latency_downstream`, { attributes: { delay: 1 } })).toMatchObject({
      status: 400,
    })
    expect(await ask('GET', `${PATH}/latency_downstream`)).toEqual({ status: 200, body: latency })
  })

  it('are all gone after a reset, and every proxy is up', async () => {
    await ask('POST', PATH, { type: 'latency' })
    await ask('POST', '/proxies/mysql', { enabled: false })
    expect(await ask('POST', '/reset')).toEqual({ status: 204, body: '' })
    expect(await ask('GET', '/proxies/mysql')).toMatchObject({ body: { enabled: true, toxics: [] } })
  })
})

describe('the rest', () => {
  it('says its version as Toxiproxy does since 2.7', async () => {
    expect(await ask('GET', '/version')).toEqual({
      status: 200,
      body: { version: expect.stringMatching(/^2\.\d+\.\d+/) as string },
    })
  })

  it('refuses browsers', async () => {
    const browser = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64)' }
    expect(await ask('GET', '/version', undefined, browser)).toEqual({ status: 403, body: 'User agent not allowed\n' })
  })

  it('knows no other path', async () => {
    expect(await ask('GET', '/toxics')).toEqual({ status: 404, body: '404 page not found\n' })
  })

  it('refuses a body that is too large', async () => {
    expect(await ask('POST', '/proxies', 'x'.repeat(5_000_000))).toMatchObject({ status: 413 })
  })

  it('counts bytes as Toxiproxy does', async () => {
    await ask('POST', '/proxies', mysql())
    const proxy = lab.proxy('mysql')
    await using end = await client(proxy.address)
    end.socket.end('hello')
    await end.ends()
    const labels = `proxy="mysql",listener="${proxy.toJSON().listen}",upstream="${server.address}"`
    const { body } = await ask('GET', '/metrics')
    for (const [what, direction] of [
      ['received', 'upstream'],
      ['sent', 'upstream'],
      ['received', 'downstream'],
      ['sent', 'downstream'],
    ]) {
      expect(body).toContain(`toxiproxy_proxy_${what}_bytes_total{${labels},direction="${direction}"} 5`)
    }
  })
})
