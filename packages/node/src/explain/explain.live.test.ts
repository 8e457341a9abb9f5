import { get } from 'node:http'
import { connect } from 'node:http2'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Agent, fetch as undiciFetch } from 'undici'
import { startHttp2 } from '../sources/http2/fixtures/server.js'
import { snapshot, startTracker, type TrackerHandle } from '../tracker/index.js'
import { explain } from './index.js'
import { answer, errorOf, sleep, startRaw } from './testing/servers.js'

let tracker: TrackerHandle
let dispatcher: Agent
let several: Agent
beforeEach(() => {
  tracker = startTracker({ mode: 'observe', suspectAfterMs: 50 })
  const idle = { keepAliveTimeout: 60_000, keepAliveTimeoutThreshold: 0 }
  dispatcher = new Agent({ connections: 1, ...idle })
  several = new Agent({ connections: 3, ...idle })
})
afterEach(async () => {
  await Promise.all([dispatcher.destroy(), several.destroy()])
  tracker.stop()
})

async function ask(url: string, init: Record<string, unknown> = {}): Promise<string> {
  const response = await undiciFetch(url, { dispatcher, ...init })
  return await response.text()
}

function block(ms: number): void {
  const endMs = performance.now() + ms
  while (performance.now() < endMs);
}

function timeoutError(ms: number): Error {
  return Object.assign(new Error(`timeout of ${ms}ms exceeded`), { code: 'ECONNABORTED' })
}

/** A server that ends a connection when a request comes after it was idle for longer than that. */
const staleAfter = (idleMs: number, more = '') => {
  const last = new WeakMap<object, number>()
  return startRaw((socket) => {
    const before = last.get(socket)
    last.set(socket, performance.now())
    // As its kernel would have answered: the FIN was on its way when the request came.
    if (before !== undefined && performance.now() - before >= idleMs) socket.destroy()
    else answer(socket, more)
  })
}

test('stale reuse: the server announced its idle timeout, and kept it', async () => {
  await using server = await staleAfter(900, 'Keep-Alive: timeout=1\r\n')
  for (let nth = 0; nth < 13; nth += 1) await ask(server.url)
  await sleep(950)
  const said = explain(await errorOf(ask(server.url)))
  expect(said).toMatchObject({ cause: 'stale-reuse', confidence: 'likely', culprit: 'server', retry: { safe: 'yes' } })
  expect(said.summary).toMatch(
    /^This "other side closed" came on a connection used 14 times, idle (9\d\d ms|1\.\d\d s), which the server closed first: its idle timeout is about 1 s\.$/,
  )
  expect(said.connection).toMatchObject({
    uses: 14,
    bytes: 0,
    announcedIdleMs: 1000,
    end: { by: 'server', how: 'FIN' },
  })
})

test('stale reuse: another connection was seen to be closed after the same idle time, some time ago', async () => {
  await using server = await startRaw((socket, nth) => {
    if (nth === 1) answer(socket)
    else socket.destroy()
  })
  await ask(server.url)
  await sleep(300)
  for (const socket of server.sockets) socket.end()
  await expect.poll(() => server.sockets.size).toBe(0)
  await sleep(1000)
  await ask(server.url)
  await sleep(290)
  const said = explain(await errorOf(ask(server.url)))
  expect(said).toMatchObject({ cause: 'stale-reuse', confidence: 'likely' })
  expect(said.evidence.at(-1)).toMatch(/has ended 1 other connection after the same idle time/)
})

test('no stale reuse that is likely: others of the same age ended in the same moment, as when a server stops', async () => {
  await using server = await startRaw((socket, nth) => {
    if (nth === 1) answer(socket)
  })
  await Promise.all([ask(server.url), ...Array.from({ length: 3 }, () => ask(server.url, { dispatcher: several }))])
  await sleep(300)
  const failing = errorOf(ask(server.url))
  await sleep(20)
  for (const socket of server.sockets) socket.destroy()
  const error = await failing
  await expect.poll(() => snapshot().pools.length).toBe(0)
  await sleep(20)
  expect(explain(error)).toMatchObject({ cause: 'stale-reuse', confidence: 'possible', culprit: 'server' })
})

test('stale reuse of an HTTP/2 session', async () => {
  await using server = await startHttp2()
  const session = connect(server.url).on('error', () => undefined)
  const failed = (path: string) =>
    new Promise<unknown>((resolve) => {
      session.request({ ':path': path }).on('error', resolve).on('close', resolve).resume()
    })
  expect(await failed('/small')).toBeUndefined()
  await sleep(300)
  const said = explain(await failed('/reset'))
  expect(said).toMatchObject({ cause: 'stale-reuse', confidence: 'possible', retry: { safe: 'yes' } })
  expect(said.connection).toMatchObject({ uses: 2, bytes: 0, end: { by: 'server', how: 'RST' } })
})

test('stale reuse is only possible when nothing but a long pause speaks for it; a short pause does not', async () => {
  await using server = await startRaw((socket, nth) => (nth > 1 ? socket.resetAndDestroy() : answer(socket)))
  await ask(server.url)
  const soon = explain(await errorOf(ask(server.url, { method: 'POST', body: 'x' })))
  expect(soon).toMatchObject({ cause: null, culprit: 'server', error: { code: 'ECONNRESET' }, retry: { safe: 'no' } })
  await ask(server.url)
  await sleep(1050)
  const late = explain(await errorOf(ask(server.url)))
  expect(late).toMatchObject({ cause: 'stale-reuse', confidence: 'possible', connection: { end: { how: 'RST' } } })
  expect(late.evidence.at(-1)).toMatch(/looks the same/)
})

test('stale reuse is possible below a second, too, and both readings are said', async () => {
  await using server = await startRaw((socket, nth) => (nth > 6 ? socket.destroy() : answer(socket)))
  for (let nth = 0; nth < 6; nth += 1) await ask(server.url)
  await sleep(730)
  const said = explain(await errorOf(ask(server.url, { method: 'POST', body: 'x' })))
  expect(said).toMatchObject({ cause: 'stale-reuse', confidence: 'possible', retry: { safe: 'no' } })
  expect(said.summary).toMatch(
    /used 7 times, idle \d+ ms: either the server closed it first, .* or it ended it for this request\.$/,
  )
  expect(said.evidence.join()).not.toMatch(/too short/)
})

test('no stale reuse: the server announced a longer idle timeout', async () => {
  await using server = await staleAfter(0, 'Keep-Alive: timeout=60\r\n')
  await ask(server.url)
  await sleep(1050)
  const said = explain(await errorOf(ask(server.url)))
  expect(said).toMatchObject({ cause: null, culprit: 'server' })
  expect(said.evidence.at(-1)).toMatch(/other than the 60 s that it announced/)
})

test('no stale reuse: a connection used for the first time', async () => {
  await using server = await startRaw((socket) => socket.resetAndDestroy())
  const said = explain(await errorOf(ask(server.url)))
  expect(said).toMatchObject({
    cause: null,
    confidence: 'certain',
    error: { code: 'ECONNRESET' },
    connection: { uses: 1 },
  })
  expect(said.summary).toMatch(/on a new connection.*no stale connection is to blame/)
})

test('no stale reuse: the server ended it in the middle of its answer', async () => {
  await using server = await startRaw((socket, nth) => {
    if (nth === 1) return answer(socket)
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc', () => socket.destroy())
  })
  await ask(server.url)
  await sleep(1050)
  const said = explain(await errorOf(ask(server.url)))
  expect(said).toMatchObject({ cause: null, confidence: 'certain', culprit: 'server' })
  expect(said.summary).toMatch(/in the middle of its answer, after \d+ bytes/)
})

test('no stale reuse: the server was at work', async () => {
  await using server = await startRaw((socket, nth) => {
    if (nth === 1) return answer(socket)
    setTimeout(() => socket.destroy(), 1100)
  })
  await ask(server.url)
  const said = explain(await errorOf(ask(server.url)))
  expect(said).toMatchObject({ cause: null, confidence: 'certain', culprit: 'server' })
  expect(said.summary).toMatch(/it was at work/)
})

test('no stale reuse: a server that stops ends connections of every age', async () => {
  let hangs = false
  await using server = await startRaw((socket) => {
    if (!hangs) answer(socket)
  })
  await Promise.all([ask(server.url), ask(server.url, { dispatcher: several })])
  await sleep(1050)
  await ask(server.url, { dispatcher: several })
  hangs = true
  const failing = errorOf(ask(server.url))
  await sleep(50)
  for (const socket of server.sockets) socket.destroy()
  const error = await failing
  await sleep(20)
  const said = explain(error)
  expect(said).toMatchObject({ cause: null, confidence: 'likely', culprit: 'server' })
  expect(said.summary).toMatch(/stopped or was restarted: within a second it also ended 1 connection of another age/)
})

test('this program destroys its dispatcher', async () => {
  await using server = await startRaw(() => undefined)
  const failing = errorOf(ask(server.url))
  await expect.poll(() => server.sockets.size).toBe(1)
  await dispatcher.destroy()
  expect(explain(await failing)).toMatchObject({ cause: null, culprit: 'application', confidence: 'certain' })
})

test('our own abort and timeout: before an answer, and in the middle of one', async () => {
  await using server = await startRaw((socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc'))
  await using silent = await startRaw(() => undefined)
  const aborted = explain(await errorOf(ask(silent.url, { signal: AbortSignal.timeout(50) })))
  expect(aborted).toMatchObject({
    cause: null,
    confidence: 'possible',
    culprit: 'unknown',
    error: { name: 'TimeoutError' },
  })
  const controller = new AbortController()
  const failing = errorOf(ask(server.url, { signal: controller.signal }))
  await expect.poll(() => server.sockets.size).toBe(1)
  await expect.poll(() => snapshot().held.some(({ status }) => status === 200)).toBe(true)
  controller.abort()
  const mid = explain(await failing)
  expect(mid).toMatchObject({ cause: null, culprit: 'application', retry: { safe: 'yes' } })
  expect(mid.summary).toBe('This program gave the request up itself in the middle of the response.')
})

test('a limit that ran out while this program blocked its event loop: it does not blame the server', async () => {
  await using server = await startRaw((socket) => {
    answer(socket)
    block(400)
  })
  const said = explain(await errorOf(ask(server.url, { signal: AbortSignal.timeout(200) })))
  expect(said).toMatchObject({ cause: null, confidence: 'possible', culprit: 'unknown' })
  expect(said.summary).toMatch(/event loop of this program was blocked; they look the same\.$/)
})

test('a part of the headers came: the sentence does not say that nothing did', async () => {
  await using server = await startRaw((socket) => socket.write('HTTP/1.1 200 OK\r\nContent-'))
  const said = explain(await errorOf(ask(server.url, { signal: AbortSignal.timeout(200) })))
  expect(said).toMatchObject({ confidence: 'possible', culprit: 'unknown', connection: { bytes: 25 } })
  expect(said.summary).toMatch(/^A part of an answer came, but/)
  expect(said.evidence[1]).toMatch(/^this program had read 25 bytes/)
})

test('a limit that was noticed late tells of a blocked event loop', async () => {
  await using server = await startRaw(() => undefined)
  const late = new Promise((_resolve, reject) => {
    const request = get(server.url).on('error', reject)
    // As got and axios do: an own timer, and an own message.
    setTimeout(() => request.destroy(timeoutError(100)), 100)
  })
  const failing = errorOf(late)
  await expect.poll(() => server.sockets.size, { interval: 1 }).toBe(1)
  block(400)
  const said = explain(await failing)
  expect(said).toMatchObject({ confidence: 'possible', culprit: 'unknown' })
  expect(said.evidence.at(-1)).toMatch(/^the limit of 100 ms was noticed only \d+ ms after the request/)
})

test('a request that ran out of time behind responses that nobody reads', async () => {
  await using server = await startRaw((socket) =>
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n${'x'.repeat(1_000_000)}`),
  )
  const narrow = new Agent({ connections: 1 })
  const kept = await undiciFetch(server.url, { dispatcher: narrow })
  await expect.poll(() => snapshot().held[0]?.state).toBe('suspect')
  const failing = ask(server.url, { dispatcher: narrow, signal: AbortSignal.timeout(300) })
  const said = explain(await errorOf(failing))
  expect(said).toMatchObject({ cause: 'response-leak', culprit: 'application' })
  expect(kept.status).toBe(200)
  await narrow.destroy()
})
