import { connect, constants } from 'node:http2'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { connections } from '../../connections/index.js'
import { startTracker } from '../../tracker/index.js'
import { startHttp2 } from './fixtures/server.js'
import { tellsByChannel } from './requests.js'

test('a session is a pool of streams: who leases, who waits, and what the peer allows', async () => {
  await using server = await startHttp2(2)
  using tracker = startTracker({ mode: 'observe' })
  const session = connect(server.url)
  await once(session, 'remoteSettings')
  const streams = [1, 2, 3, 4].map(() => session.request({ ':path': '/big?token=secret' }).on('error', () => undefined))
  const leased = (): number => tracker.snapshot().pools[0]?.leased ?? 0
  await expect.poll(leased).toBe(2)
  const shot = tracker.snapshot()
  expect(shot.pools).toMatchObject([{ origin: server.url, leased: 2, pending: 2, max: 2 }])
  expect(shot.held).toMatchObject([
    { client: 'http2', path: '/big', waiting: 2, connection: { remote: new URL(server.url).host } },
    { client: 'http2', path: '/big', waiting: 2 },
  ])
  streams[0]?.close(8)
  // The server of Node.js 22 and later refuses the one, and takes the other: nghttp2 says which of them waits.
  const waiting = (): number => streams.filter(({ state }) => state?.state === 1).length
  await expect.poll(waiting).toBeLessThan(2)
  await expect.poll(() => tracker.snapshot().pools[0]?.pending).toBe(waiting())
  session.destroy()
  await expect.poll(() => tracker.snapshot().pools).toEqual([])
})

test('a small response that nobody reads takes no stream, and is still unread', async () => {
  await using server = await startHttp2(2)
  using tracker = startTracker({ mode: 'observe', suspectAfterMs: 50 })
  const session = connect(server.url)
  const stream = session.request({ ':path': '/small' })
  await expect.poll(() => tracker.snapshot().pools).toMatchObject([{ leased: 0, pending: 0, unread: 1 }])
  expect(tracker.snapshot().held).toMatchObject([{ state: 'suspect', bufferedBytes: 5 }])
  await once(stream.resume(), 'close')
  expect(tracker.snapshot().pools).toEqual([])
  session.destroy()
})

test('a stream that failed says by which error, one that was read by none', async () => {
  await using server = await startHttp2()
  using tracker = startTracker({ mode: 'observe' })
  const ended: unknown[] = []
  tracker.watch({ ended: ({ ending, errorType }) => ended.push([ending, errorType]) })
  const session = connect(server.url)
  await once(session.request({ ':path': '/small' }).resume(), 'close')
  const dropped = session.on('error', () => undefined).request({ ':path': '/never' })
  dropped.on('error', () => undefined).close(constants.NGHTTP2_INTERNAL_ERROR)
  await new Promise((resolve) => dropped.once('close', resolve))
  const abort = new AbortController()
  const aborted = session.request({ ':path': '/never' }, { signal: abort.signal })
  aborted.on('error', () => undefined)
  abort.abort()
  await expect.poll(() => ended).toHaveLength(3)
  expect(ended).toEqual([
    ['read', undefined],
    ['failed', 'ERR_HTTP2_STREAM_ERROR'],
    ['aborted', 'ABORT_ERR'],
  ])
  session.destroy()
})

test('what the program can see is as without the tracker, and stop takes every hook away', async () => {
  await using server = await startHttp2()
  const session = connect(server.url)
  await once(session, 'connect')
  const look = async (): Promise<unknown[]> => {
    const stream = session.request({ ':path': '/small' })
    const listeners = stream.eventNames()
    await once(stream.resume(), 'close')
    return [Reflect.get(stream, 'emit'), Object.getPrototypeOf(session).request, listeners]
  }
  const before = await look()
  const tracker = startTracker({ mode: 'observe' })
  const [emit, request, listeners] = (await look()) as [{ name: string; length: number }, unknown, unknown]
  expect(emit).not.toBe(before[0])
  expect([emit.name, emit.length]).toEqual(['emit', 1])
  expect(request === before[1]).toBe(tellsByChannel(process.versions.node))
  expect(listeners).toEqual(before[2])
  tracker.stop()
  expect(await look()).toEqual(before)
  session.destroy()
})

test.each([
  ['20.20.2', false],
  ['22.16.0', false],
  ['22.17.0', true],
  ['23.11.0', false],
  ['24.1.0', false],
  ['24.2.0', true],
  ['25.0.0', true],
])('Node.js %s tells of new streams by channel: %s', (version, tells) => {
  expect(tellsByChannel(version)).toBe(tells)
})

test('its connection has a story: how often it was used, and how it ended', async () => {
  await using server = await startHttp2()
  using _ = startTracker({ mode: 'observe' })
  const session = connect(server.url).on('error', () => undefined)
  const open = (): object[] => connections.summary()
  const first = session.request({ ':path': '/small' })
  await once(first, 'response')
  expect(open()).toMatchObject([{ active: 1, idle: 0, opened: 1 }])
  await once(first.resume(), 'close')
  expect(open()).toMatchObject([{ active: 0, idle: 1, opened: 1 }])
  const second = session.request({ ':path': '/reset' })
  const error = await new Promise<object>((resolve) => second.once('error', resolve))
  expect(connections.failureOf(error)).toMatchObject({
    method: 'GET',
    origin: server.url,
    phase: 'sent',
    connection: { uses: 2, isWhole: true, bytes: 0, end: { by: 'server', how: 'RST', during: 'use' } },
  })
  await expect.poll(open).toMatchObject([{ active: 0, idle: 0 }])
  expect(open()).toMatchObject([{ opened: 1, closed: { 'server use': 1 } }])
})
