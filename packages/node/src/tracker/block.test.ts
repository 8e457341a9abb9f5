import { expect, test } from 'vitest'
import { blockText, bytesText, returnedText } from './block.js'
import type { HeldResponse } from './held.js'
import { Warner } from './warner.js'

const response: HeldResponse = {
  id: 1,
  client: 'undici',
  origin: 'http://shop:8080',
  method: 'GET',
  path: '/user',
  status: 503,
  state: 'confirmed',
  ending: undefined,
  ageMs: 12_000,
  unreadMs: 10_000,
  bufferedBytes: 65_536,
  stall: 'application does not read',
  isBegun: false,
  site: { functionName: 'loadUser', file: '/app/src/user.js', line: 12, column: 20, package: undefined, via: 'ky' },
  stack: [],
  waiting: 3,
  pool: { leased: 2, max: 2 },
  connection: undefined,
}

test('a block says what, where, how much, who waits, why and what to do', () => {
  expect(blockText({ state: 'confirmed', held: [response, { ...response, id: 2 }] }, '/app')).toBe(
    [
      'halfopen: confirmed: 2 responses are held unread: GET http://shop:8080/user (503)',
      '  opened by   loadUser (src/user.js:12:20), through ky',
      '  held        2 connections for 12s, 128 KiB waiting to be read',
      '  behind it   3 requests wait for a connection of this pool (2 of 2 leased)',
      '  stalled by  this application: the bytes are here, nobody reads them',
      '  remedy      read it (await body.text()) or let it go (await body.dump()), for error statuses too',
      '',
    ].join('\n'),
  )
})

test('while nobody waits, it says so', () => {
  const text = blockText({ state: 'suspect', held: [{ ...response, waiting: 0 }] }, '/app')
  expect(text).toContain('  behind it   nobody waits yet (2 of 2 leased)\n')
})

test('without a call site it says so, and why', () => {
  expect(blockText({ state: 'suspect', held: [{ ...response, site: undefined }] }, '/app')).toContain(
    'opened by   unknown',
  )
  expect(returnedText({ ...response, site: undefined, ending: 'read' }, '/app')).toBe(
    'halfopen: returned: GET http://shop:8080/user (503) after 12s (read)\n',
  )
})

test('each thing is said once for a line, and a leak after all had returned is news again', () => {
  const said: string[] = []
  const warner = new Warner({ write: (text) => said.push(text.split(':')[1] ?? ''), cwd: '/app' })
  const other = { ...response, id: 2 }
  warner.accuse('suspect', [response])
  warner.accuse('suspect', [other])
  warner.accuse('confirmed', [response, other])
  warner.accuse('suspect', [{ ...response, id: 3 }])
  for (const id of [1, 2, 3]) warner.returned({ ...response, id, ending: 'read' })
  warner.accuse('suspect', [{ ...response, id: 4 }])
  expect(said).toEqual([' suspect', ' confirmed', ' returned', ' suspect'])
})

test('a leak that grows is told again at each tenfold', () => {
  const said: string[] = []
  const warner = new Warner({ write: (text) => said.push(text.split('\n', 1)[0] ?? ''), cwd: '/app' })
  for (let id = 0; id < 300; id += 1) warner.accuse('suspect', [{ ...response, id, path: `/x${id}` }])
  const by = 'opened by loadUser (src/user.js:12:20), through ky'
  expect(said).toEqual([
    'halfopen: suspect: a response is held unread: GET http://shop:8080/x0 (503)',
    `halfopen: suspect: now 10 responses are held unread, such as GET http://shop:8080/x9 (503), ${by}`,
    `halfopen: suspect: now 100 responses are held unread, such as GET http://shop:8080/x99 (503), ${by}`,
  ])
})

test('of several with different paths one is an example', () => {
  const held = [response, { ...response, id: 2, path: '/cart' }]
  expect(blockText({ state: 'suspect', held }, '/app')).toContain(
    'halfopen: suspect: 2 responses are held unread, such as GET http://shop:8080/user (503)\n',
  )
})

test('bytes as a person reads them', () => {
  expect([0, 1023, 1024, 65_536, 1_572_864].map(bytesText)).toEqual(['0 B', '1023 B', '1 KiB', '64 KiB', '1.5 MiB'])
})

test('speaks of streams and of pooled clients in their own words', () => {
  const stream = { ...response, client: 'http2' as const }
  expect(blockText({ state: 'suspect', held: [stream] }, '/app')).toContain(
    [
      '  held        1 stream for 12s, 64 KiB waiting to be read',
      '  behind it   3 requests wait for a stream of this session (2 of 2 leased)',
    ].join('\n'),
  )
  const [origin, path] = ['postgres://db:5432', '/shop']
  const pooled = { ...response, client: 'pg' as const, origin, path, status: undefined, bufferedBytes: undefined }
  expect(blockText({ state: 'confirmed', held: [pooled, { ...pooled, id: 2 }] }, '/app')).toBe(
    [
      'halfopen: confirmed: 2 pooled clients are held idle: client of postgres://db:5432/shop',
      '  taken by    loadUser (src/user.js:12:20), through ky',
      '  held        2 clients for 12s, idle for 10s',
      '  behind it   3 callers wait for a client of this pool (2 of 2 leased)',
      '  stalled by  this application: it took the client, and neither uses it nor gives it back',
      '  remedy      client.release() in finally, so that the error path gives it back too; pool.query() does so by itself',
      '',
    ].join('\n'),
  )
  expect(returnedText({ ...pooled, ending: 'released', site: undefined }, '/app')).toBe(
    'halfopen: returned: client of postgres://db:5432/shop after 12s (released)\n',
  )
})
