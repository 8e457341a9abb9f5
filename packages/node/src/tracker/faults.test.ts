import { once } from 'node:events'
import http, { type IncomingMessage } from 'node:http'
import { Agent, type Dispatcher, interceptors, MockAgent, Pool, request } from 'undici'
import { afterEach, expect, test, vi } from 'vitest'
import { startHttp } from '../client/testing/servers.js'
import { connections } from '../connections/index.js'
import { startTracker, type TrackerHandle } from './index.js'

const WARN = { mode: 'warn', write: () => undefined, suspectAfterMs: 50 } as const
let tracker: TrackerHandle | undefined
afterEach(() => tracker?.stop())

const server = async () =>
  await startHttp(({ url }, response) => {
    if (url === '/login') response.writeHead(302, { location: '/home' }).end()
    else response.end(url === '/home' ? 'x'.repeat(1_000_000) : 'ok')
  })

test('a request that its library made without the constructor of node:http comes back as without us', () => {
  const original = http.request
  // As nock's.
  const bare = Object.create(http.ClientRequest.prototype) as http.ClientRequest
  http.request = () => bare
  tracker = startTracker(WARN)
  expect(http.request('http://example.com/')).toBe(bare)
  expect(tracker.snapshot().pools).toMatchObject([{ origin: 'http://localhost:80', pending: 1 }])
  tracker.stop()
  http.request = original
})

const notFollowing: Record<string, (url: string) => Promise<unknown>> = {
  'undici.request': async (url) => (await request(url)).body.dump(),
  fetch: async (url) => (await fetch(url, { redirect: 'manual' })).body?.cancel(),
}

test.each(Object.entries(notFollowing))(
  'whoever asks for a place that another was sent to, and did not go to, is blamed for himself: %s',
  async (_, ask) => {
    await using origin = await server()
    tracker = startTracker({ ...WARN, callSitesPerSecond: 1000 })
    const innocentLogin = async () => await ask(`${origin.url}/login`)
    const leakyHome = async () => await request(`${origin.url}/home`)
    await innocentLogin()
    const { body } = await leakyHome()
    await expect.poll(() => tracker?.snapshot().held[0]?.state).toBe('suspect')
    expect(tracker.snapshot().held[0]?.site?.functionName).toBe('leakyHome')
    await body.dump()
  },
)

test('a redirect that undici follows keeps the line that asked', async () => {
  await using origin = await server()
  tracker = startTracker({ ...WARN, callSitesPerSecond: 1000 })
  const dispatcher = new Agent().compose(interceptors.redirect({ maxRedirections: 1 }))
  const asksForLogin = async () => await request(`${origin.url}/login`, { dispatcher })
  const { body } = await asksForLogin()
  await expect.poll(() => tracker?.snapshot().held[0]?.state).toBe('suspect')
  expect(tracker.snapshot().held[0]?.site?.functionName).toBe('asksForLogin')
  await body.dump()
  await dispatcher.close()
})

test('trackers that come and go leave no listener on a connection that stays', async () => {
  await using origin = await server()
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  const ask = async () => {
    const [response] = (await once(http.get(origin.url, { agent }), 'response')) as [IncomingMessage]
    const { socket } = response
    await once(response.resume(), 'end')
    return socket
  }
  const socket = await ask()
  const before = [socket.listenerCount('end'), socket.listenerCount('close')]
  for (let round = 0; round < 3; round += 1) {
    tracker = startTracker(WARN)
    expect(await ask()).toBe(socket)
    expect(connections.summary()).toMatchObject([{ opened: 1 }])
    tracker.stop()
  }
  expect([socket.listenerCount('end'), socket.listenerCount('close')]).toEqual(before)
  agent.destroy()
})

test('a fault of a watcher, and of who waits for the end, stays with us and is told once', async () => {
  await using origin = await server()
  const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  tracker = startTracker(WARN)
  tracker.watch({
    began: () => {
      throw new Error('the fault of a watcher')
    },
  })
  tracker.onStop(() => {
    throw new Error('another fault')
  })
  const get = http.get
  const [response] = (await once(http.get(origin.url), 'response')) as [IncomingMessage]
  await once(response.resume(), 'end')
  await (await fetch(origin.url)).text()
  tracker.stop()
  expect(http.get).not.toBe(get)
  expect(written.mock.calls.map(([text]) => String(text)).join('')).toMatch(
    /^halfopen: a defect .*\nError: the fault of a watcher/,
  )
  expect(written).toHaveBeenCalledTimes(1)
  written.mockRestore()
})

test('an agent that throws when it is asked blinds nobody to the leaks of others', async () => {
  await using origin = await server()
  const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  tracker = startTracker(WARN)
  const hostile = new http.Agent()
  const pending = http.get(`${origin.url}/home`, { agent: hostile }).on('error', () => undefined)
  const [unread] = (await once(pending, 'response')) as [IncomingMessage]
  Object.defineProperty(hostile, 'sockets', {
    get() {
      throw new Error('a getter of the agent')
    },
  })
  const { body } = await request(`${origin.url}/home`)
  const ofUndici = () => tracker?.snapshot().held.find(({ client }) => client === 'undici')
  await expect.poll(() => ofUndici()?.state).toBe('suspect')
  await body.dump()
  Object.defineProperty(hostile, 'sockets', { value: {} })
  unread.destroy()
  written.mockRestore()
})

test('an error that cannot be looked at ends its request as any other', async () => {
  await using origin = await server()
  tracker = startTracker(WARN)
  const hostile = Object.defineProperty(new Error('x'), 'code', {
    get() {
      throw new Error('a getter of the application')
    },
  })
  const failed = once(http.get(`${origin.url}/never`).destroy(hostile), 'close').catch(() => undefined)
  await failed
  await expect.poll(() => tracker?.snapshot().held).toEqual([])
})

test('a request within an agent takes no connection from the one it is made for', async () => {
  await using origin = await server()
  tracker = startTracker(WARN)
  const agent = new (class extends http.Agent {
    addRequest(...args: unknown[]) {
      // @ts-expect-error -- the documented one of ClientRequest, which the types do not know
      super.addRequest(...args)
      http.get(`${origin.url}/report`, (response) => response.resume()).on('error', () => undefined)
    }
  })({ keepAlive: true })
  const ask = () => http.get(`${origin.url}/home`, { agent })
  const [first] = (await once(ask(), 'response')) as [IncomingMessage]
  await once(first.resume(), 'end')
  // The second gets its connection at once, within addRequest.
  const [second] = (await once(ask(), 'response')) as [IncomingMessage]
  expect(tracker.snapshot().held.find(({ path }) => path === '/home')?.connection?.remote).toBe(
    new URL(origin.url).host,
  )
  await once(second.resume(), 'end')
  agent.destroy()
})

test('a mock that answers instead of a connection is no failure', async () => {
  tracker = startTracker(WARN)
  const endings: unknown[] = []
  tracker.watch({ ended: ({ ending }) => endings.push(ending) })
  const mock = new MockAgent()
  mock.disableNetConnect()
  mock.get('http://example.com').intercept({ path: '/' }).reply(200, 'hi')
  expect(await (await request('http://example.com/', { dispatcher: mock })).body.text()).toBe('hi')
  expect(endings).toEqual(['unseen'])
  await mock.close()
})

test('options that cannot be read hide no other request that waits in the same pool', async () => {
  const quiet = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  await using origin = await server()
  tracker = startTracker(WARN)
  const pool = new Pool(origin.url, { connections: 1 })
  const held = await pool.request({ path: '/home', method: 'GET' })
  const hostile = {
    method: 'GET' as const,
    get path(): string {
      throw new Error('a getter of the application')
    },
  }
  const handler = { onConnect: () => undefined, onError: () => undefined } as unknown as Dispatcher.DispatchHandler
  const waiting = pool.request({ path: '/waits', method: 'GET' })
  pool.dispatch(hostile, handler)
  expect(tracker.snapshot()).toMatchObject({ held: [{ path: '/home' }], pools: [{ leased: 1, pending: 1 }] })
  await held.body.dump()
  await (await waiting).body.dump()
  await expect.poll(() => tracker?.snapshot().pools).toEqual([])
  await pool.close()
  quiet.mockRestore()
})
