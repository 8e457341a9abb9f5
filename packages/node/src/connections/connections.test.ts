import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Connections } from './connections.js'

const ORIGIN = 'http://x:80'
let now: number
let known: Connections
let server: Server
let accepted: Socket[]
beforeEach(async () => {
  now = 1000
  known = new Connections(() => now)
  accepted = []
  server = createServer((socket) => accepted.push(socket.on('error', () => undefined).resume()))
  await once(server.listen(0, '127.0.0.1'), 'listening')
})
afterEach(() => {
  for (const socket of accepted) socket.destroy()
  server.close()
})

async function open(): Promise<Socket> {
  const arrival = once(server, 'connection')
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => undefined)
  socket.resume()
  await Promise.all([once(socket, 'connect'), arrival])
  return socket
}

/** Of a socket that may close with an error. */
const closeOf = (socket: Socket) => new Promise((resolve) => socket.once('close', resolve))
const peerOf = (socket: Socket) => accepted.find(({ remotePort }) => remotePort === socket.localPort)!
const failure = (socket: Socket) => {
  const error = new Error('x')
  known.failed(error, { method: 'GET', origin: ORIGIN, phase: 'sent' }, known.opened(socket, ORIGIN))
  return known.failureOf(error)?.connection
}

test('counts uses, idle times and bytes', async () => {
  const socket = await open()
  const connection = known.opened(socket, ORIGIN)
  now += 10
  known.used(socket, { origin: ORIGIN })
  now += 5
  known.freed(connection)
  now += 5020
  known.used(socket, { origin: ORIGIN })
  peerOf(socket).write('abc')
  await expect.poll(() => socket.bytesRead).toBe(3)
  now += 7
  expect(failure(socket)).toMatchObject({
    uses: 2,
    isWhole: true,
    idleMs: 5020,
    inUseMs: 7,
    ageMs: 5042,
    bytes: 3,
    end: null,
  })
  expect(known.summary()).toMatchObject([{ origin: ORIGIN, active: 1, idle: 0, opened: 1 }])
  known.freed(connection)
  known.freed(connection)
  expect(known.summary()).toMatchObject([{ active: 0, idle: 1 }])
  socket.destroy()
})

const endings: [string, (socket: Socket) => unknown, object][] = [
  ['the server closes', (socket) => peerOf(socket).end(), { by: 'server', how: 'FIN', during: 'use' }],
  ['the server resets', (socket) => peerOf(socket).resetAndDestroy(), { by: 'server', how: 'RST', during: 'use' }],
  ['this program destroys it', (socket) => socket.destroy(), { by: 'client', how: 'close', during: 'use' }],
  [
    'this program destroys it with an error of its own',
    (socket) => socket.destroy(new Error('mine')),
    { by: 'client', how: 'close' },
  ],
  [
    'this program closes, and the server answers',
    (socket) => socket.end() && peerOf(socket).end(),
    { by: 'client', how: 'close' },
  ],
]

test.each(endings)('%s', async (_, act, end) => {
  const socket = await open()
  known.used(socket, { origin: ORIGIN })
  const closed = closeOf(socket)
  act(socket)
  await closed
  expect(failure(socket)?.end).toMatchObject(end)
  expect(known.summary()).toMatchObject([{ active: 0, idle: 0 }])
})

test('an idle connection that the server closes is remembered with its idle time', async () => {
  const socket = await open()
  known.freed(known.used(socket, { origin: ORIGIN }))
  now += 300
  const closed = closeOf(socket)
  peerOf(socket).end()
  await closed
  expect(known.endings(ORIGIN)).toMatchObject([{ by: 'server', how: 'FIN', during: 'idle', idleMs: 300 }])
  expect(known.summary()[0]?.closed).toMatchObject({ 'server idle': 1, 'server use': 0 })
})

test('a connection that was there before is known to be older', async () => {
  const socket = await open()
  await new Promise((resolve) => socket.write('x', resolve))
  expect(known.used(socket, { origin: ORIGIN }).isFresh).toBe(false)
  socket.destroy()
})

test('keeps neither sockets nor errors alive', async () => {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as () => void
  const refs = await (async () => {
    const socket = await open()
    const error = new Error('x')
    known.failed(error, { method: 'GET', origin: ORIGIN, phase: 'sent' }, known.used(socket, { origin: ORIGIN }))
    const closed = closeOf(socket)
    socket.destroy()
    await closed
    return [new WeakRef(socket), new WeakRef(error)]
  })()
  await expect
    .poll(() => {
      gc()
      return refs.map((ref) => ref.deref() === undefined)
    })
    .toEqual([true, true])
})
