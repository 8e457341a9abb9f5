import { describe, expect, it } from 'vitest'
import { echo, play } from '../testing/index.js'

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

  it('drops those who wait when the proxy goes down', async () => {
    await using lab = await play({ toxics: [{ type: 'slow_accept' }] })
    const end = await lab.open()
    await lab.proxy.update({ enabled: false })
    expect(['fin', 'ECONNRESET']).toContain(await end.ends())
  })
})
