import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { get } from 'node:http'
import { connect, type Socket } from 'node:net'
import { SocketHandles } from '@halfopen/kernel'
import { request } from 'undici'
import { expect, it } from 'vitest'
import { createAgent } from '../agent/index.js'
import { createDispatcher } from '../dispatcher/index.js'
import { startHttp, startTcp, until } from '../testing/servers.js'
import { armKeepAlive } from './index.js'

const options = { keepAliveTimeMs: 60_000, keepAliveIntervalMs: 15_000, keepAliveProbes: 4 }
const fdOf = (socket: Socket) => (socket as unknown as { _handle: { fd: number } })._handle.fd

it.skipIf(process.platform !== 'linux')('is armed in the kernel, and not when the time is 0', async () => {
  const handles = SocketHandles.open()
  if (!handles.ok) throw handles.error
  await using server = await startTcp(() => undefined)
  const socket = connect(server.port, '127.0.0.1')
  await once(socket, 'connect')
  armKeepAlive(socket, options)
  expect(handles.value.keepAlive(fdOf(socket))).toMatchObject({ enabled: true, timeS: 60 })
  armKeepAlive(socket, { ...options, keepAliveTimeMs: 0 })
  expect(handles.value.keepAlive(fdOf(socket))).toMatchObject({ enabled: false })
  socket.destroy()
})

it.skipIf(process.platform !== 'linux')('is armed on the connections of both clients', async () => {
  const handles = SocketHandles.open()
  if (!handles.ok) throw handles.error
  await using server = await startHttp((_, response) => response.end())
  await using dispatcher = createDispatcher()
  await using pair = createAgent()
  const timeOf = (socket: Socket) => handles.value.keepAlive(fdOf(socket))?.timeS
  const seen: unknown[] = []
  const created = (message: unknown) => seen.push(timeOf((message as { socket: Socket }).socket))
  subscribe('undici:client:connected', created)
  await (await request(server.url, { dispatcher })).body.dump()
  unsubscribe('undici:client:connected', created)
  const [socket] = (await once(get(server.url, { agent: pair.httpAgent }), 'socket')) as [Socket]
  await once(socket, 'connect')
  seen.push(timeOf(socket))
  await until(() => pair.stats()[0]?.available === 1)
  expect([...seen, timeOf(socket)]).toEqual([60, 60, 60])
})
