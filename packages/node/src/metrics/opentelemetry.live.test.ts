import { EventEmitter, once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
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

test('a lease of a database is no HTTP request', async () => {
  const { meter, collect } = sdk()
  using tracker = startTracker({ mode: 'observe' })
  registerMetrics(meter)
  class Client extends EventEmitter {
    connect(done: () => void): void {
      done()
    }
    end(done: () => void): void {
      done()
    }
  }
  const Pool = load('pg-pool') as new (
    options: object,
  ) => { connect(): Promise<{ release(): void }>; end(): Promise<void> }
  const pool = new Pool({ Client })
  const client = await pool.connect()
  expect(tracker.snapshot().pools).toMatchObject([{ leased: 1 }])
  const named = async (): Promise<string[]> =>
    (await collect()).resourceMetrics.scopeMetrics
      .flatMap(({ metrics }) => metrics)
      .filter(({ dataPoints }) => dataPoints.length > 0)
      .map(({ descriptor }) => descriptor.name)
  expect(await named()).toContain('halfopen.client.responses.leased')
  expect(await named()).not.toContain('http.client.active_requests')
  client.release()
  await pool.end()
  expect(tracker.snapshot().pools).toEqual([])
  expect(await named()).not.toContain('http.client.request.duration')
})

test('an SDK that throws is told of once, and the requests go on', async () => {
  const warned: string[] = []
  const hear = ({ message }: Error): void => void warned.push(message)
  process.on('warning', hear)
  await using server = await startHttp((_, response) => response.end('x'))
  using tracker = startTracker({ mode: 'observe' })
  const broken = {
    record: () => {
      throw new Error('exporter bug')
    },
  }
  const stop = registerMetrics(brokenBy(broken))
  for (let nth = 0; nth < 3; nth++) {
    const [response] = (await once(get(server.url, { agent: false }), 'response')) as [IncomingMessage]
    await once(response.resume(), 'close')
  }
  await expect.poll(() => warned).toHaveLength(2)
  expect(new Set(warned)).toEqual(new Set(['halfopen: a metric could not be recorded: exporter bug']))
  await expect.poll(() => tracker.snapshot().pools).toEqual([])
  stop()
  process.off('warning', hear)
})

/** A Meter whose histograms are broken; its other instruments are nobody's. */
function brokenBy(instrument: { record(): void }): MeterLike {
  const make = () => instrument
  return {
    createHistogram: make,
    createObservableUpDownCounter: make,
    createObservableGauge: make,
    createObservableCounter: make,
    addBatchObservableCallback: () => undefined,
    removeBatchObservableCallback: () => undefined,
  }
}
