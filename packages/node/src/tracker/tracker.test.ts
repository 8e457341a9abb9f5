import { channel } from 'node:diagnostics_channel'
import { Module, createRequire } from 'node:module'
import type * as Undici from 'undici'
import { expect, test } from 'vitest'
import type { Entry } from '../ledger/index.js'
import { startServer } from './fixtures/server.js'
import { optionsFromEnvironment, snapshot, startTracker } from './index.js'

const require = createRequire(new URL('../../corpus/package.json', import.meta.url))
const CHANNELS = [
  'undici:request:create',
  'undici:client:sendHeaders',
  'undici:request:headers',
  'undici:request:error',
]

test('stop takes every hook away', async () => {
  await using server = await startServer()
  const undici = require('undici') as { request: (url: string) => Promise<{ body: { text(): Promise<string> } }> }
  const Base = require('undici/lib/dispatcher/dispatcher-base.js') as { prototype: { dispatch: unknown } }
  const look = (): unknown[] => [
    globalThis.fetch,
    (Module as unknown as { _load: unknown })._load,
    Base.prototype.dispatch,
    CHANNELS.map((name) => channel(name).hasSubscribers),
  ]
  const before = look()
  const first = startTracker({ mode: 'observe' })
  const second = startTracker({ mode: 'reclaim' })
  expect(second.mode).toBe('observe')
  expect(look().every((hook, index) => hook !== before[index])).toBe(true)
  await (await fetch(`${server.url}/small`)).text()
  await (await undici.request(`${server.url}/small`)).body.text()
  first.stop()
  first.stop()
  expect(snapshot().schema).toBe('halfopen.tracker/1')
  second.stop()
  expect(look()).toEqual(before)
  expect(() => snapshot()).toThrow(expect.objectContaining({ code: 'HO_NOT_TRACKING' }))
})

test('a snapshot shows who leases and who waits', async () => {
  await using server = await startServer()
  using tracker = startTracker({ mode: 'observe', callSitesPerSecond: 1000 })
  const { Pool } = require('undici') as typeof Undici
  const pool = new Pool(server.url, { connections: 1 })
  const first = await pool.request({ path: '/big?token=secret', method: 'GET' })
  const second = pool.request({ path: '/small', method: 'GET' })
  const shot = tracker.snapshot()
  expect(shot.pools).toMatchObject([{ origin: server.url, leased: 1, available: 0, pending: 1, max: 1, unread: 0 }])
  expect(shot.held).toMatchObject([{ client: 'undici', path: '/big', status: 200, state: 'open', waiting: 1 }])
  expect(shot.held[0]?.connection?.remote).toBe(new URL(server.url).host)
  expect(shot.held[0]?.site?.file).toContain('tracker.test')
  await first.body.dump()
  await (await second).body.text()
  await pool.close()
  expect(tracker.snapshot().pools).toEqual([])
})

test('a small body that nobody read pins nothing, and can still be told from one that was read', async () => {
  await using server = await startServer()
  using tracker = startTracker({ mode: 'observe' })
  const { request } = require('undici') as typeof Undici
  const ended: Entry[] = []
  const stop = tracker.watch({ bodies: true, ended: (entry) => ended.push(entry) })
  const kept = [await fetch(`${server.url}/small`), await request(`${server.url}/small`)]
  await expect.poll(() => ended.length).toBe(2)
  expect(ended.map(({ ending, hold }) => [ending, hold.isConsumed()])).toEqual([
    ['read', false],
    ['read', false],
  ])
  for (const response of kept) await ('json' in response ? response.text() : response.body.text())
  expect(ended.map(({ hold }) => hold.isConsumed())).toEqual([true, true])
  stop()
})

test('the environment chooses mode and patience; what it cannot be is an error', () => {
  expect(optionsFromEnvironment({})).toEqual({})
  const env = { HALFOPEN: 'reclaim', HALFOPEN_SUSPECT_AFTER: '2s' }
  expect(optionsFromEnvironment(env)).toEqual({ mode: 'reclaim', suspectAfterMs: 2000 })
  const code = (code: string): unknown => expect.objectContaining({ code })
  expect(() => optionsFromEnvironment({ HALFOPEN: 'loud' })).toThrow(code('HO_TRACKER_MODE'))
  expect(() => optionsFromEnvironment({ HALFOPEN_SUSPECT_AFTER: '2' })).toThrow(code('HO_DURATION'))
  expect(() => startTracker({ suspectAfterMs: 1 })).toThrow(code('HO_OPTION'))
  expect(() => startTracker({ maxExchanges: Number.NaN })).toThrow(code('HO_OPTION'))
})
