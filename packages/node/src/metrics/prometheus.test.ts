import { spawnSync } from 'node:child_process'
import { Socket } from 'node:net'
import { Agent, fetch } from 'undici'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startHttp, type TestServer } from '../client/testing/servers.js'
import { connections } from '../connections/index.js'
import { snapshot, startTracker, type TrackerHandle } from '../tracker/index.js'
import { prometheusText } from './index.js'

const BIG = Buffer.alloc(1 << 20)
let tracker: TrackerHandle
let server: TestServer
let dispatcher: Agent
beforeEach(async () => {
  tracker = startTracker({ mode: 'observe', suspectAfterMs: 50 })
  server = await startHttp((request, response) => {
    if (request.url !== '/hang') response.end(request.url === '/big' ? BIG : 'small')
  })
  dispatcher = new Agent({ connections: 1 })
})
afterEach(async () => {
  await dispatcher.destroy()
  tracker.stop()
  await server[Symbol.asyncDispose]()
})

/** The grammar of the format: every line a comment or a sample; values by name and labels. */
function parse(text: string): Map<string, number> {
  expect(text).toMatch(/\n$/)
  const samples = new Map<string, number>()
  let family = ''
  for (const line of text.slice(0, -1).split('\n')) {
    const [, type, declared] = /^# (HELP|TYPE) ([a-z_]+) \S.*$/.exec(line) ?? []
    if (type === 'HELP') expect(text.split(`# HELP ${declared} `)).toHaveLength(2)
    if (declared !== undefined) family = declared
    else {
      const [, name, labels = '', value] =
        /^([a-z_]+)(\{(?:[a-z_]+="(?:[^"\\\n]|\\[\\n"])*",?)+\})? (\d+(?:\.\d+)?(?:e-\d+)?)$/.exec(line) ?? []
      expect([line, name]).toEqual([line, family])
      expect(samples.has(`${name}${labels}`)).toBe(false)
      samples.set(`${name}${labels}`, Number(value))
    }
  }
  return samples
}

test('tells of connections, pools and leaks as they are', async () => {
  const kept = await fetch(`${server.url}/big`, { dispatcher })
  const waiting = fetch(server.url, { dispatcher })
  await expect.poll(() => snapshot().held[0]?.state).toBe('confirmed')
  const origin = `origin="${server.url}"`
  const held = parse(prometheusText())
  expect(Object.fromEntries(held)).toMatchObject({
    [`halfopen_client_connections{${origin},state="active"}`]: 1,
    [`halfopen_client_connections{${origin},state="idle"}`]: 0,
    [`halfopen_client_requests_pending{${origin}}`]: 1,
    [`halfopen_client_responses_leased{${origin}}`]: 1,
    [`halfopen_client_pool_max{${origin}}`]: 1,
    [`halfopen_client_responses_unread{${origin},state="confirmed"}`]: 1,
    [`halfopen_client_leaks_suspected_total`]: 1,
    [`halfopen_client_leaks_confirmed_total`]: 1,
    [`halfopen_client_connections_opened_total{${origin}}`]: 1,
  })
  await kept.arrayBuffer()
  await (await waiting).text()
  await expect.poll(() => parse(prometheusText()).get(`halfopen_client_connections{${origin},state="idle"}`)).toBe(1)
  // Nothing is under way, and the gauges say so.
  expect(Object.fromEntries(parse(prometheusText()))).toMatchObject({
    [`halfopen_client_requests_pending{${origin}}`]: 0,
    [`halfopen_client_responses_leased{${origin}}`]: 0,
    [`halfopen_client_responses_unread{${origin},state="suspect"}`]: 0,
    [`halfopen_client_responses_unread{${origin},state="confirmed"}`]: 0,
    [`halfopen_client_exchange_oldest_seconds{${origin}}`]: 0,
  })
  for (const socket of server.sockets) socket.end()
  const closed = `halfopen_client_connections_closed_total{${origin},by="server",during="idle"}`
  await expect.poll(() => parse(prometheusText()).get(closed)).toBe(1)
})

test('promtool has nothing to say against it, whatever origins are called', async (context) => {
  await (await fetch(server.url, { dispatcher })).text()
  const { socket } = connections.opened(new Socket(), 'a"b\\c\nd')
  const text = prometheusText()
  expect(parse(text).get('halfopen_client_connections_opened_total{origin="a\\"b\\\\c\\nd"}')).toBe(1)
  socket.deref()?.destroy()
  const checked = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' })
  if (checked.error !== undefined) context.skip('promtool is not installed')
  expect(checked.stdout + checked.stderr).toBe('')
  expect(checked.status).toBe(0)
})

test('names two hundred origins at most, the first that were seen and for good, and adds the others up', () => {
  const sockets = Array.from({ length: 300 }, (_, nth) => `http://host-${nth}:80`).map((origin) => {
    const socket = new Socket()
    connections.opened(socket, origin)
    return socket
  })
  const opened = [...parse(prometheusText())].filter(([name]) => name.startsWith('halfopen_client_connections_opened'))
  expect(opened).toHaveLength(201)
  expect(opened.at(-1)).toEqual(['halfopen_client_connections_opened_total{origin="other"}', 100])
  // The last becomes the busiest: it has been added up, and is not taken out again.
  for (let more = 0; more < 5; more++) {
    const socket = new Socket()
    connections.opened(socket, 'http://host-299:80')
    sockets.push(socket)
  }
  const later = parse(prometheusText())
  expect(later.get('halfopen_client_connections_opened_total{origin="other"}')).toBe(105)
  expect(later.has('halfopen_client_connections_opened_total{origin="http://host-0:80"}')).toBe(true)
  for (const socket of sockets) socket.destroy()
})

test('of the origins that have no name, the age of the oldest exchange is that of the oldest', async () => {
  const sockets = Array.from({ length: 200 }, (_, nth) => {
    const socket = new Socket()
    connections.opened(socket, `http://host-${nth}:80`)
    return socket
  })
  await using other = await startHttp(() => undefined)
  const hung = [`${server.url}/hang`, other.url].map((url) => fetch(url, { dispatcher }))
  const ages = (): number[] => snapshot().pools.map(({ oldestMs }) => oldestMs / 1000)
  await expect.poll(() => Math.min(...ages())).toBeGreaterThan(0.2)
  expect(ages()).toHaveLength(2)
  const before = Math.max(...ages())
  const text = prometheusText()
  const after = Math.max(...ages())
  const oldest = parse(text).get('halfopen_client_exchange_oldest_seconds{origin="other"}')
  expect(oldest).toBeGreaterThanOrEqual(before)
  expect(oldest).toBeLessThanOrEqual(after)
  const ended = Promise.allSettled(hung)
  await dispatcher.destroy()
  await ended
  for (const socket of sockets) socket.destroy()
})
