import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Latency, Toxiproxy, ToxiproxyError } from 'toxiproxy-node-client'
import type { Address } from '../serving/index.js'
import { type ProxyServer, startProxyServer } from './server.js'
import { client, echo, upstream } from './testing/index.js'

// The client of npm, unchanged, as its README and its types say it is used.

let lab: ProxyServer
let server: Awaited<ReturnType<typeof upstream>>
let toxiproxy: Toxiproxy

beforeEach(async () => {
  server = await upstream(echo)
  lab = await startProxyServer()
  toxiproxy = new Toxiproxy(lab.url)
})

afterEach(async () => {
  await lab[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

const redis = () => ({ name: 'redis', listen: 'localhost:0', upstream: server.address })

const addressOf = (listen: string): Address => {
  const [host = '', port] = listen.split(':')
  return { host, port: Number(port) }
}

/** What a round trip through the proxy takes, ms; undefined: no answer, the connection ended. */
async function roundTrip(listen: string, text = 'PING'): Promise<number | undefined> {
  await using end = await client(addressOf(listen))
  const sentAt = performance.now()
  end.socket.end(text)
  await end.ends()
  return end.text === text ? performance.now() - sentAt : undefined
}

describe('toxiproxy-node-client', () => {
  it('README: a proxy, and a bandwidth toxic of 1000 KB/s', async () => {
    const proxy = await toxiproxy.createProxy(redis())
    expect(proxy).toMatchObject({ name: 'redis', upstream: server.address, enabled: true })
    expect(proxy.listen).toMatch(/^127\.0\.0\.1:[1-9]/)
    const toxic = await proxy.addToxic({ attributes: { rate: 1000 }, type: 'bandwidth' } as never)
    expect(toxic.toJson()).toEqual({
      attributes: { rate: 1000 },
      name: 'bandwidth_downstream',
      stream: 'downstream',
      toxicity: 1,
      type: 'bandwidth',
    })
    expect(await roundTrip(proxy.listen, 'x'.repeat(100_000))).toBeGreaterThanOrEqual(100)
  })

  it('get, getAll, populate', async () => {
    expect(await toxiproxy.getAll()).toEqual({})
    const created = await toxiproxy.createProxy(redis())
    expect((await toxiproxy.get('redis')).toJson()).toEqual(created.toJson())
    const populated = await toxiproxy.populate([redis(), { ...redis(), name: 'mysql' }])
    expect(populated['redis']?.toJson()).toEqual(created.toJson())
    const all = await toxiproxy.getAll()
    expect(Object.keys(all).toSorted()).toEqual(['mysql', 'redis'])
    expect(await roundTrip(all['mysql']?.listen ?? '')).toBeDefined()
  })

  it('proxy: update (down and up, as the client sends it), remove', async () => {
    const proxy = await toxiproxy.createProxy(redis())
    const { listen } = proxy
    const down = await proxy.update({ enabled: false, listen, upstream: proxy.upstream })
    expect(down.toJson()).toEqual({ ...proxy.toJson(), enabled: false })
    await expect(roundTrip(listen)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    const up = await down.update({ enabled: true, listen, upstream: proxy.upstream })
    expect(up.enabled).toBe(true)
    expect(await roundTrip(listen)).toBeDefined()
    await up.remove()
    await expect(roundTrip(listen)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    expect(await toxiproxy.getAll()).toEqual({})
  })

  it('toxic: add, get, update, remove, each with its effect', async () => {
    const proxy = await toxiproxy.createProxy(redis())
    const body = { name: 'slow', stream: 'upstream', type: 'latency', toxicity: 1 } as const
    const toxic = await proxy.addToxic<Latency>({ ...body, attributes: { latency: 40, jitter: 0 } })
    expect((await proxy.getToxic('slow')).toJson()).toEqual(toxic.toJson())
    expect(await roundTrip(proxy.listen)).toBeGreaterThanOrEqual(40)
    const slower = await toxic.update({ ...body, attributes: { latency: 80, jitter: 0 } })
    expect(slower.attributes).toEqual({ latency: 80, jitter: 0 })
    expect(await roundTrip(proxy.listen)).toBeGreaterThanOrEqual(80)
    await slower.remove()
    await expect(proxy.getToxic('slow')).rejects.toBeInstanceOf(ToxiproxyError)
    expect(lab.proxy('redis').toxics.list()).toEqual([])
  })

  it.each([
    ['latency', { latency: 1, jitter: 1 }],
    ['bandwidth', { rate: 100 }],
    ['slow_close', { delay: 1 }],
    ['slicer', { average_size: 2, size_variation: 1, delay: 1 }],
  ] as const)('each of its types: %s', async (type, attributes) => {
    const proxy = await toxiproxy.createProxy(redis())
    const body = { name: type, stream: 'downstream', type, toxicity: 1, attributes } as const
    expect((await proxy.addToxic(body as never)).toJson()).toEqual(body)
    expect(await roundTrip(proxy.listen)).toBeDefined()
  })

  it('timeout closes without an answer', async () => {
    const proxy = await toxiproxy.createProxy(redis())
    const attributes = { timeout: 30 }
    await proxy.addToxic({ name: 't', stream: 'downstream', type: 'timeout', toxicity: 1, attributes })
    expect(await roundTrip(proxy.listen)).toBeUndefined()
  })

  it('reset: everything up, no toxics', async () => {
    const proxy = await toxiproxy.createProxy({ ...redis(), enabled: false })
    await proxy.addToxic({ name: 't', stream: 'downstream', type: 'timeout', toxicity: 1, attributes: { timeout: 0 } })
    await toxiproxy.reset()
    const { listen, enabled } = await toxiproxy.get('redis')
    expect(enabled).toBe(true)
    expect(await roundTrip(listen)).toBeDefined()
  })

  it('getVersion, and errors', async () => {
    expect(JSON.parse(await toxiproxy.getVersion())).toEqual({ version: expect.stringMatching(/^2\./) as string })
    await expect(toxiproxy.get('nobody')).rejects.toThrow('404')
    await toxiproxy.createProxy(redis())
    await expect(toxiproxy.createProxy(redis())).rejects.toThrow('409')
    await expect(toxiproxy.createProxy({ ...redis(), upstream: '' })).rejects.toThrow('400')
  })
})
