import { request as plain } from 'node:http'
import { Agent, fetch } from 'undici'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startHttp, type TestServer, until } from '../client/testing/servers.js'
import type { ConnectionsDocument } from '../printing/index.js'
import { runningTracker, startTracker, type TrackerHandle } from '../tracker/index.js'
import { adminFromEnvironment, startAdmin } from './index.js'

const TOKEN = 'a-token-of-some-length'
const headers = { Authorization: `Bearer ${TOKEN}` }
const code = (code: string): unknown => expect.objectContaining({ code })
let tracker: TrackerHandle
let server: TestServer
let dispatcher: Agent
beforeEach(async () => {
  tracker = startTracker({ mode: 'warn', suspectAfterMs: 50, write: () => undefined })
  server = await startHttp((_, response) => response.end(Buffer.alloc(1 << 20)))
  dispatcher = new Agent({ connections: 1 })
})
afterEach(async () => {
  vi.restoreAllMocks()
  await dispatcher.destroy()
  tracker.stop()
  await server[Symbol.asyncDispose]()
})

async function leakHere(): Promise<unknown> {
  return await fetch(`${server.url}/users?secret=1`, { dispatcher })
}

/** As a browser may be made to ask: any Host. */
async function statusOf(url: string, options: object): Promise<number | undefined> {
  return await new Promise((resolve, reject) => {
    const asked = plain(url, { ...options, agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    asked.on('error', reject).end()
  })
}

test('shows the leased connections with stacks, and the metrics', async () => {
  await using admin = await startAdmin({ port: 0, token: TOKEN })
  const kept = await leakHere()
  const page = await fetch(`${admin.url}/connections`, { headers })
  expect(page.headers.get('content-type')).toBe('application/json')
  expect(page.headers.get('cache-control')).toBe('no-store')
  expect(page.headers.has('access-control-allow-origin')).toBe(false)
  const text = await page.text()
  const document = JSON.parse(text) as ConnectionsDocument
  expect(text).not.toContain('secret')
  expect(document).toMatchObject({ schema: 'halfopen.connections/1', pid: process.pid, threadId: 0, omitted: 0 })
  const held = document.held.find(({ origin }) => origin === server.url)
  expect(held).toMatchObject({ path: '/users', status: 200, site: { functionName: 'leakHere' } })
  expect(held?.stack[0]).toMatchObject({
    functionName: 'leakHere',
    file: expect.stringMatching(/admin\.live\.test\.ts$/) as string,
  })
  const metrics = await fetch(`${admin.url}/metrics`, { headers })
  expect(metrics.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  expect(await metrics.text()).toContain(`halfopen_client_responses_leased{origin="${server.url}"} 1\n`)
  expect(kept).toBeDefined()
})

test('turns away whoever shows no token or another, asks by a foreign name, writes, or asks for something else', async () => {
  await using admin = await startAdmin({ port: 0, token: TOKEN })
  const at = `${admin.url}/connections`
  const wrong = ['', 'Bearer ', 'Bearer a-token-of-some-lengtH', `Basic ${TOKEN}`, `Bearer ${TOKEN}x`, TOKEN]
  for (const authorization of wrong) expect(await statusOf(at, { headers: { authorization } })).toBe(401)
  expect(await statusOf(at, {})).toBe(401)
  for (const host of ['evil.example', 'evil.example:80', 'localhost.evil.example', '127.0.0.1.evil.example']) {
    expect(await statusOf(at, { headers: { ...headers, host } })).toBe(403)
  }
  for (const host of ['localhost', 'LOCALHOST:9', '127.0.0.1', '[::1]:80']) {
    expect(await statusOf(at, { headers: { ...headers, host } })).toBe(200)
  }
  expect(await statusOf(at, { headers, method: 'POST' })).toBe(405)
  expect(await statusOf(at, { headers, method: 'HEAD' })).toBe(200)
  expect(await statusOf(`${admin.url}/`, { headers })).toBe(404)
})

test('takes many at once without taking the descriptors of the program', async () => {
  await using admin = await startAdmin({ port: 0, token: TOKEN })
  const many = await Promise.allSettled(
    Array.from({ length: 100 }, () => statusOf(`${admin.url}/metrics`, { headers })),
  )
  expect(many.some((one) => one.status === 'fulfilled' && one.value === 200)).toBe(true)
  expect(await statusOf(`${admin.url}/metrics`, { headers })).toBe(200)
})

test('ends with the tracker, and needs one', async () => {
  const admin = await startAdmin({ port: 0, token: TOKEN })
  tracker.stop()
  await until(() => tracker.events.listenerCount('suspect') === 0)
  await expect.poll(async () => await statusOf(admin.url, { headers }).catch(() => 'closed')).toBe('closed')
  await expect(startAdmin({ port: 0, token: TOKEN })).rejects.toEqual(code('HO_NOT_TRACKING'))
})

test('is not there when the tracker stops before it listens', async () => {
  const { port, ...free } = await startHttp(() => undefined)
  await free[Symbol.asyncDispose]()
  const starting = startAdmin({ port, token: TOKEN })
  tracker.stop()
  await expect(starting).rejects.toEqual(code('HO_NOT_TRACKING'))
  await expect(statusOf(`http://127.0.0.1:${port}`, { headers })).rejects.toEqual(code('ECONNREFUSED'))
})

test('leaves neither timer nor listener behind when it cannot listen, or is closed in whatever way', async () => {
  const started = vi.spyOn(globalThis, 'setInterval')
  const stopped = vi.spyOn(globalThis, 'clearInterval')
  const onStop = vi.spyOn(runningTracker(), 'onStop')
  await expect(startAdmin({ port: server.port, token: TOKEN })).rejects.toEqual(code('HO_LISTEN'))
  await (await startAdmin({ port: 0, token: TOKEN })).close()
  await (await startAdmin({ port: 0, token: TOKEN }))[Symbol.asyncDispose]()
  const guards = started.mock.results.map(({ value }) => value as unknown)
  expect(stopped.mock.calls.map(([timer]) => timer)).toEqual(expect.arrayContaining(guards))
  // What takes a listener back answers whether it was still there.
  expect(onStop.mock.results.map(({ value }) => (value as () => unknown)())).toEqual([false, false, false])
  expect(guards).toHaveLength(3)
})

test('says why it cannot listen, and what helps', async () => {
  const listening = startAdmin({ port: server.port, token: TOKEN })
  await expect(listening).rejects.toThrow(
    `cannot listen on 127.0.0.1:${server.port}: EADDRINUSE, something listens there`,
  )
  await expect(listening).rejects.toThrow('port 0 takes a free one')
})

test('calls a defect of its own by that name', async () => {
  await using admin = await startAdmin({ port: 0, token: TOKEN })
  vi.spyOn(runningTracker(), 'figures').mockImplementation(() => {
    throw new TypeError('secret is undefined')
  })
  const page = await fetch(`${admin.url}/metrics`, { headers })
  expect(page.status).toBe(500)
  expect(await page.text()).not.toContain('secret')
})

test('refuses to start without a token, on no port, or where another listens', async () => {
  await expect(startAdmin({ port: 0, token: 'short' })).rejects.toEqual(code('HO_OPTION'))
  await expect(startAdmin({ port: -1, token: TOKEN })).rejects.toEqual(code('HO_OPTION'))
  await expect(startAdmin({ port: server.port, token: TOKEN })).rejects.toEqual(code('HO_LISTEN'))
  expect(adminFromEnvironment({})).toBeUndefined()
  expect(() => adminFromEnvironment({ HALFOPEN_ADMIN: '127.0.0.1:1' })).toThrow(code('HO_OPTION'))
  expect(() => adminFromEnvironment({ HALFOPEN_ADMIN: 'x', HALFOPEN_ADMIN_TOKEN: TOKEN })).toThrow(code('HO_OPTION'))
  const read = (at: string) => adminFromEnvironment({ HALFOPEN_ADMIN: at, HALFOPEN_ADMIN_TOKEN: TOKEN })
  expect(['9464', 'localhost:9464', '[::1]:9464'].map(read)).toEqual(
    ['127.0.0.1', 'localhost', '::1'].map((host) => ({ host, port: 9464, token: TOKEN })),
  )
})
