import { readFileSync } from 'node:fs'

import { SocketHandles } from '@halfopen/kernel'
import { describe, expect, it } from 'vitest'
import { echo, play } from '../testing/index.js'

/** The accept queue of the listener on 127.0.0.1, from /proc/net/tcp: rx_queue of a row in state 0A. */
function acceptQueueOf(port: number): number {
  const local = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const row = readFileSync('/proc/net/tcp', 'latin1')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .find(([, address, , state]) => address === local && state === '0A')
  return Number.parseInt(row?.[4]?.split(':')[1] ?? '', 16)
}

describe('slow_accept', () => {
  it('connects the client, and the upstream only after its delay', async () => {
    await using lab = await play({ serve: echo, toxics: [{ type: 'slow_accept', attributes: { delay: 60 } }] })
    const openedAt = performance.now()
    const end = await lab.open()
    end.socket.write('hello')
    await end.hears(5)
    expect(performance.now() - openedAt).toBeGreaterThanOrEqual(60)
  })

  it('with 0 accepts when it is removed', async () => {
    await using lab = await play({ serve: echo, toxics: [{ type: 'slow_accept' }] })
    const end = await lab.open()
    end.socket.write('hello')
    await lab.proxy.toxics.add({ type: 'latency' })
    expect([lab.proxy.connections, end.text]).toEqual([0, ''])
    await lab.proxy.toxics.remove('slow_accept_downstream')
    await end.hears(5)
  })

  it.skipIf(!SocketHandles.open().ok)('with 0 leaves them in the accept queue, as often as it comes', async () => {
    await using lab = await play({ serve: echo })
    const first = await lab.open()
    for (const waiting of [1, 2]) {
      await lab.proxy.toxics.add({ type: 'slow_accept' })
      const ends = await Promise.all(Array.from({ length: waiting }, () => lab.open()))
      for (const end of [...ends, first]) end.socket.write('hello')
      await first.hears(5 * waiting)
      expect(acceptQueueOf(lab.proxy.address.port)).toBe(waiting)
      await lab.proxy.toxics.remove('slow_accept_downstream')
      await Promise.all(ends.map((end) => end.hears(5)))
      expect(acceptQueueOf(lab.proxy.address.port)).toBe(0)
    }
  })

  it.each(['kernel', 'portable'] as const)('holds back from the start, and after a new start (%s)', async (sockets) => {
    if (sockets === 'kernel' && !SocketHandles.open().ok) return
    await using lab = await play({ sockets, serve: echo, toxics: [{ type: 'slow_accept' }] })
    await lab.proxy.update({ enabled: false })
    await lab.proxy.update({ enabled: true })
    const end = await lab.open()
    end.socket.write('hello')
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(lab.proxy.connections).toBe(0)
    await lab.proxy.toxics.update('slow_accept_downstream', { attributes: { delay: 1 } })
    await end.hears(5)
  })

  it('drops those who wait when the proxy goes down', async () => {
    await using lab = await play({ toxics: [{ type: 'slow_accept' }] })
    const end = await lab.open()
    await lab.proxy.update({ enabled: false })
    expect(['fin', 'ECONNRESET']).toContain(await end.ends())
  })
})
