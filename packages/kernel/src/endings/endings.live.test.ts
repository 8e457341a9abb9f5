import { once } from 'node:events'
import { connect } from 'node:net'
import { platform } from 'node:os'
import { expect, it } from 'vitest'
import { until, World } from '../testing/world.js'
import { type Ending, SocketEndings } from './endings.js'

it.runIf(platform() === 'linux')('hears of a connection that lived too short to be looked at', async () => {
  await using world = new World()
  const { port } = await world.listen('127.0.0.1', (socket) =>
    socket.on('data', () => socket.write('answer')).on('end', () => socket.end()),
  )
  const opened = SocketEndings.open()
  if (!opened.ok) throw opened.error
  using endings = opened.value
  const socket = connect(port, '127.0.0.1')
  socket.write('ask')
  await once(socket, 'data')
  const local = `127.0.0.1:${socket.localPort}`
  socket.destroy()
  const heard: Ending[] = []
  const ending = await until('the kernel tells of the client end', () => {
    heard.push(...endings.read())
    return heard.find((one) => one.local === local)
  })
  // The SYN counts one, and each FIN where it came before the socket was freed.
  expect(ending).toMatchObject({
    local,
    remote: `127.0.0.1:${port}`,
    established: true,
    dataSegmentsIn: 1,
    dataSegmentsOut: 1,
  })
  expect([4, 5]).toContain(ending.bytesAcked)
  expect([6, 7]).toContain(ending.bytesReceived)
  expect(endings.lost).toBe(false)
})
