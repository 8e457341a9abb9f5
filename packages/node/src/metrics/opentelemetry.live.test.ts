import { createRequire } from 'node:module'
import { Agent, fetch } from 'undici'
import { expect, test } from 'vitest'
import { startHttp } from '../client/testing/servers.js'
import { snapshot, startTracker } from '../tracker/index.js'
import { type MeterLike, registerMetrics } from './index.js'

const load = createRequire(new URL('../../corpus/node_modules/', import.meta.url))

interface Point {
  readonly attributes: Record<string, string | number>
  readonly value: number | { readonly count: number; readonly sum: number }
}
interface Collected {
  readonly resourceMetrics: {
    readonly scopeMetrics: {
      readonly metrics: { readonly descriptor: { name: string; unit: string; type: string }; dataPoints: Point[] }[]
    }[]
  }
  readonly errors: unknown[]
}

/** The SDK as a program has it, read by hand. */
function sdk(): { meter: MeterLike; collect: () => Promise<Collected> } {
  const { MeterProvider, MetricReader } = load('@opentelemetry/sdk-metrics') as Record<
    string,
    new (
      options?: object,
    ) => never
  >
  class Reader extends (MetricReader as new () => { collect(): Promise<Collected> }) {
    async onShutdown(): Promise<void> {}
    async onForceFlush(): Promise<void> {}
  }
  const reader = new Reader()
  const provider = new MeterProvider!({ readers: [reader] }) as { getMeter(name: string): MeterLike }
  return { meter: provider.getMeter('test'), collect: async () => await reader.collect() }
}

test('the names, units and attributes of the semantic conventions, and halfopen’s own', async () => {
  const { meter, collect } = sdk()
  const points = async (name: string): Promise<Point[]> => {
    const { resourceMetrics, errors } = await collect()
    expect(errors).toEqual([])
    return (
      resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics).find(({ descriptor }) => descriptor.name === name)
        ?.dataPoints ?? []
    )
  }
  await using server = await startHttp((request, response) => {
    if (request.url === '/big') response.end(Buffer.alloc(1 << 20))
    else if (request.url === '/reset') request.socket.resetAndDestroy()
    else response.writeHead(request.url === '/503' ? 503 : 200).end('x')
  })
  const dispatcher = new Agent({ connections: 1 })
  expect(() => registerMetrics(meter)).toThrow(expect.objectContaining({ code: 'HO_NOT_TRACKING' }))
  const tracker = startTracker({ mode: 'observe', suspectAfterMs: 50 })
  const stop = registerMetrics(meter)
  const here = { 'server.address': '127.0.0.1', 'server.port': server.port, 'url.scheme': 'http' }

  await (await fetch(server.url, { dispatcher })).text()
  await (await fetch(`${server.url}/503`, { dispatcher, method: 'PROPFIND' })).text()
  await expect(fetch(`${server.url}/reset`, { dispatcher })).rejects.toThrow('fetch failed')
  const count = (list: Point[], wanted: object): unknown[] =>
    list
      .filter(({ attributes }) => Object.entries(wanted).every(([key, value]) => attributes[key] === value))
      .map(({ value }) => (typeof value === 'number' ? value : value.count))
  const requests = await points('http.client.request.duration')
  expect(count(requests, { ...here, 'http.request.method': 'GET', 'http.response.status_code': 200 })).toEqual([1])
  expect(
    count(requests, { 'http.request.method': '_OTHER', 'http.response.status_code': 503, 'error.type': '503' }),
  ).toEqual([1])
  expect(count(requests, { 'http.request.method': 'GET', 'error.type': 'ECONNRESET' })).toEqual([1])
  expect(count(await points('http.client.connection.duration'), here)).toEqual([1])

  const kept = await fetch(`${server.url}/big`, { dispatcher })
  await expect.poll(() => snapshot().held[0]?.state).toBe('suspect')
  const open = await points('http.client.open_connections')
  expect(count(open, { ...here, 'http.connection.state': 'active' })).toEqual([1])
  expect(count(open, { ...here, 'http.connection.state': 'idle' })).toEqual([0])
  expect(count(await points('http.client.active_requests'), here)).toEqual([1])
  expect(count(await points('halfopen.client.responses.unread'), { ...here, state: 'suspect' })).toEqual([1])
  expect(count(await points('halfopen.client.pool.max'), here)).toEqual([1])
  const { resourceMetrics } = await collect()
  const named = resourceMetrics.scopeMetrics.flatMap(({ metrics }) =>
    metrics.map(({ descriptor: { name, unit, type } }) => [name, unit, type]),
  )
  expect(named).toEqual(
    expect.arrayContaining([
      ['http.client.open_connections', '{connection}', 'OBSERVABLE_UP_DOWN_COUNTER'],
      ['http.client.connection.duration', 's', 'HISTOGRAM'],
      ['http.client.request.duration', 's', 'HISTOGRAM'],
      ['http.client.active_requests', '{request}', 'OBSERVABLE_UP_DOWN_COUNTER'],
    ]),
  )
  await kept.arrayBuffer()

  stop()
  await (await fetch(server.url, { dispatcher })).text()
  expect(
    count(await points('http.client.request.duration'), {
      'http.request.method': 'GET',
      'http.response.status_code': 200,
    }),
  ).toEqual([2])
  tracker.stop()
  await dispatcher.destroy()
})
