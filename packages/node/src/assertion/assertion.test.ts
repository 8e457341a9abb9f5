import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRequire } from 'node:module'
import type * as Undici from 'undici'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startServer, type TestServer } from '../tracker/fixtures/server.js'
import { startTracker } from '../tracker/index.js'
import { betweenTests } from './adapter.js'
import { allowLeaks, configureLeakCheck, expectNoLeaks, type Leak, type LeakCheckOptions } from './index.js'

const require = createRequire(import.meta.url)
const undici = require('undici') as typeof Undici
const { request } = undici
let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server[Symbol.asyncDispose]())

const kept: unknown[] = []

/** What a scope finds of `action`, apart from whatever scope this test itself runs in. */
async function leaksOf(action: () => Promise<unknown>, options: LeakCheckOptions = {}): Promise<readonly Leak[]> {
  return await betweenTests(async () => {
    const scope = expectNoLeaks({ settleMs: 200, ...options })
    try {
      kept.push(await action())
      return await scope.find()
    } finally {
      scope.close()
    }
  })
}

const get = (path: string, init?: RequestInit): Promise<Response> => fetch(`${server.url}${path}`, init)

test('a body that nobody read is a leak, small or large', async () => {
  expect(await leaksOf(() => get('/small'))).toMatchObject([{ kind: 'unread', path: '/small', status: 200 }])
  expect(await leaksOf(() => get('/error'))).toMatchObject([{ kind: 'held', path: '/error', status: 503 }])
})

test.each(['/gzip-error', '/brotli-error'])('a compressed page that nobody read is a leak: %s', async (path) => {
  expect(await leaksOf(() => get(path))).toMatchObject([{ kind: 'unread', path, status: 404 }])
  expect(await leaksOf(async () => (await get(path)).text())).toEqual([])
  expect(await leaksOf(async () => (await get(path)).body?.cancel())).toEqual([])
})

test.each<[string, () => Promise<unknown>]>([
  ['read', async () => (await get('/big')).text()],
  ['read by half and cancelled', async () => readOnce(await get('/big')).then((reader) => reader.cancel())],
  ['cancelled', async () => (await get('/big')).body?.cancel()],
  ['complete and cancelled', async () => (await get('/small')).body?.cancel()],
  ['complete and aborted', async () => abortAfter((signal) => get('/small', { signal }))],
  ['dumped by undici', async () => (await request(`${server.url}/small`)).body.dump()],
  ['destroyed by undici', async () => void (await request(`${server.url}/small`)).body.on('error', () => {}).destroy()],
  ['cloned, and both read', async () => readClones(await get('/small'))],
  ['without a body', () => Promise.all([get('/big', { method: 'HEAD' }), get('/204'), get('/304')])],
  ['aborted', async () => abortAfter((signal) => get('/events', { signal }))],
  ['aborted before headers', async () => get('/never', { signal: AbortSignal.timeout(20) }).catch(String)],
  ['refused', async () => fetch('http://127.0.0.1:1/').catch(String)],
  ['redirected and read', async () => (await get('/redirect')).text()],
  ['a redirect refused', async () => get('/redirect', { redirect: 'error' }).catch(String)],
  ['redirected and read by undici', async () => (await undiciGet('/redirect')).text()],
  ['retried and read by undici', async () => (await undiciGet('/flaky')).text()],
])('no leak: %s', async (_how, action) => {
  expect(await leaksOf(action)).toEqual([])
})

/** undici as it follows redirects and tries again, by itself. */
async function undiciGet(path: string): Promise<{ text(): Promise<string> }> {
  const { Agent, interceptors } = undici
  const { redirect, retry } = interceptors
  const dispatcher = new Agent().compose(redirect({ maxRedirections: 2 }), retry({ minTimeout: 1, maxRetries: 2 }))
  try {
    const { body } = await request(`${server.url}${path}`, { dispatcher })
    return { text: () => body.text() }
  } finally {
    void dispatcher.close()
  }
}

async function readOnce(response: Response): Promise<ReadableStreamDefaultReader> {
  const reader = response.body!.getReader()
  await reader.read()
  return reader
}

async function readClones(response: Response): Promise<unknown> {
  const copy = response.clone()
  return await Promise.all([response.text(), copy.text()])
}

async function abortAfter(begin: (signal: AbortSignal) => Promise<Response>): Promise<Response> {
  const controller = new AbortController()
  const response = await begin(controller.signal)
  controller.abort()
  return response
}

test('a small body of undici that nobody read is a leak', async () => {
  expect(await leaksOf(() => request(`${server.url}/small`))).toMatchObject([{ kind: 'unread', client: 'undici' }])
})

test('a body that was begun and abandoned is held', async () => {
  expect(await leaksOf(async () => readOnce(await get('/big')))).toMatchObject([{ kind: 'held' }])
})

test('a request without a response is pending, unless that is allowed', async () => {
  const over = new AbortController()
  const ask = async (): Promise<void> => void get('/never', { signal: over.signal }).catch(String)
  expect(await leaksOf(ask)).toMatchObject([{ kind: 'pending', path: '/never', status: undefined }])
  expect(await leaksOf(ask, { pending: 'ignore' })).toEqual([])
  over.abort()
})

test('waits while things settle, and no longer', async () => {
  const late = async (): Promise<void> => {
    const response = await get('/big')
    setTimeout(() => void response.text(), 150)
  }
  expect(await leaksOf(late, { settleMs: 10_000 })).toEqual([])
})

test('what began before, and what another scope began, does not count', async () => {
  const before = await betweenTests(() => get('/small'))
  const both = await Promise.all([
    leaksOf(async () => {
      await before.text()
      return await get('/small?of=one')
    }),
    leaksOf(async () => (await get('/small')).text()),
  ])
  expect(both.map((leaks) => leaks.length)).toEqual([1, 0])
})

test('the inner of two scopes has what it began; the outer has the rest', async () => {
  let inner: readonly Leak[] = []
  const outer = await leaksOf(async () => {
    const scope = expectNoLeaks({ settleMs: 0 })
    kept.push(await get('/small'))
    inner = await scope.find()
    kept.push(await get('/error'))
  })
  expect(inner).toMatchObject([{ path: '/small' }])
  expect(outer).toMatchObject([{ path: '/error' }])
})

test('what a server of this process begins counts while one scope is open, and for nobody beside others', async () => {
  await using app = await startApp()
  const ask = async (): Promise<string> => (await fetch(app.url)).text()
  expect(await leaksOf(ask)).toMatchObject([{ kind: 'unread', path: '/small' }])
  expect(await leaksOf(ask, { strays: 'ignore' })).toEqual([])
  expect(await Promise.all([leaksOf(ask), leaksOf(ask)])).toEqual([[], []])
})

/** Asks its upstream and does not read the answer. */
async function startApp(): Promise<{ url: string } & AsyncDisposable> {
  const app = createServer((_request, response) => {
    void get('/small').then((upstream) => response.end(void kept.push(upstream)))
  })
  await betweenTests(() => new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve)))
  return {
    url: `http://127.0.0.1:${(app.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => await new Promise((resolve) => app.close(() => resolve())),
  }
}

test('the error names test, URL, line and remedy, and shows no query', async () => {
  const failure = betweenTests(async () => {
    await using scope = expectNoLeaks({ name: 'cart > pays', settleMs: 0 })
    kept.push(scope, await get('/small?token=secret'))
  })
  const error = await failure.then(
    () => undefined,
    (error: Error & { code?: string }) => error,
  )
  expect(error).toMatchObject({ name: 'HalfopenError', code: 'HO_LEAK' })
  expect(error?.message).toMatch(
    /^test "cart > pays" left an HTTP exchange behind:\n\nGET .*\/small \(200\): nobody read its body.*\n {2}opened by {3}get \(packages\/node\/src\/assertion\/assertion\.test\.ts:\d+:\d+\)\n {2}lasted .*\n {2}remedy .*await response\.text\(\)/,
  )
  expect(error?.message).not.toContain('secret')
  expect(error?.stack?.split('\n').at(-1)).toMatch(/^ {4}at get \(.*assertion\.test\.ts:\d+:\d+\)$/)
})

test('warns instead, ignores what it is told to, and lets be what leaks on purpose', async () => {
  const written: string[] = []
  await betweenTests(async () => {
    const scope = expectNoLeaks({ onLeak: 'warn', write: (text) => written.push(text), settleMs: 0 })
    kept.push(await get('/small'))
    await scope.check()
    await scope.check()
  })
  expect(written).toEqual([expect.stringMatching(/^halfopen: this scope left an HTTP exchange behind:[^]*\n$/)])
  expect(await leaksOf(() => get('/small'), { ignore: ({ path }) => path === '/small' })).toEqual([])
  const onPurpose = async (): Promise<Response> => {
    allowLeaks()
    return await get('/small')
  }
  expect(await leaksOf(onPurpose)).toEqual([])
})

test('takes its defaults from configureLeakCheck, and refuses what is out of range', async () => {
  configureLeakCheck({ ignore: ({ path }) => path === '/small' })
  expect(await leaksOf(() => get('/small'))).toEqual([])
  configureLeakCheck({ ignore: () => false })
  const code = expect.objectContaining({ code: 'HO_OPTION' }) as Error
  for (const settleMs of [-1, 60_001, Number.NaN]) expect(() => expectNoLeaks({ settleMs })).toThrow(code)
  expect(() => expectNoLeaks({ onLeak: 'shout' as 'warn' })).toThrow(code)
})

test('configureLeakCheck refuses what is out of range itself, and keeps what was set before', () => {
  const code = expect.objectContaining({ code: 'HO_OPTION' }) as Error
  expect(() => configureLeakCheck({ settleMs: -1 })).toThrow(code)
  expect(() => configureLeakCheck({ setleMs: 1 } as LeakCheckOptions)).toThrow(code)
  expect(() => betweenTests(() => expectNoLeaks().close())).not.toThrow()
})

test('joins a tracker that runs already, and leaves it running', async () => {
  using tracker = startTracker({ mode: 'observe' })
  expect(await leaksOf(() => get('/small'))).toMatchObject([{ kind: 'unread', site: undefined }])
  const response = await get('/big')
  expect(tracker.snapshot().held).toMatchObject([{ path: '/big' }])
  await response.text()
})

test('fake timers neither stop it nor are moved by it', async () => {
  vi.useFakeTimers()
  try {
    const before = Date.now()
    expect(await leaksOf(() => get('/small'))).toMatchObject([{ kind: 'unread' }])
    expect(Date.now()).toBe(before)
  } finally {
    vi.useRealTimers()
  }
})

test('forgets what went well: thousands of requests, and the one that did not', async () => {
  const all = await leaksOf(async () => {
    kept.push(await get('/small?unread'))
    for (let round = 0; round < 40; round += 1) {
      await Promise.all(Array.from({ length: 25 }, async () => (await get('/small')).text()))
    }
  })
  expect(all).toMatchObject([{ kind: 'unread' }])
})
