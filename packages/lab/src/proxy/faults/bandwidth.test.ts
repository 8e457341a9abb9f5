import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { echo, hash, play } from '../testing/index.js'

const data = randomBytes(200_000)

describe('bandwidth', () => {
  it('takes at least as long as the rate says, and loses nothing', async () => {
    await using lab = await play({ serve: echo, toxics: [{ type: 'bandwidth', attributes: { rate: 1000 } }] })
    const end = await lab.open()
    const sentAt = performance.now()
    end.socket.end(data)
    expect(await end.ends()).toBe('fin')
    expect(performance.now() - sentAt).toBeGreaterThanOrEqual(200)
    expect(hash(end.bytes)).toBe(hash(data))
  })

  it('lets nothing through at 0, and everything once it is removed', async () => {
    await using lab = await play({ serve: echo, toxics: [{ type: 'bandwidth', attributes: { rate: 0 } }] })
    const end = await lab.open()
    end.socket.end(data)
    await lab.proxy.toxics.add({ type: 'latency', stream: 'upstream' })
    expect(end.bytes.length).toBe(0)
    await lab.proxy.toxics.remove('bandwidth_downstream')
    expect(await end.ends()).toBe('fin')
    expect(hash(end.bytes)).toBe(hash(data))
  })
})
