import { describe, expect, it } from 'vitest'
import { echo, play, until } from '../testing/index.js'

describe('timeout', () => {
  it('drops data, and closes both ends after its time', async () => {
    await using lab = await play({ serve: echo, toxics: [{ type: 'timeout', attributes: { timeout: 50 } }] })
    const openedAt = performance.now()
    const { near, far } = await lab.pair()
    near.socket.write('lost')
    expect(await near.ends()).toBe('fin')
    expect(performance.now() - openedAt).toBeGreaterThanOrEqual(50)
    expect(near.text).toBe('')
    await far.ends()
  })

  it('with 0 closes only when it is removed: the stream has a hole', async () => {
    await using lab = await play({ toxics: [{ type: 'timeout', stream: 'upstream' }] })
    const { near, far } = await lab.pair()
    near.socket.write('lost')
    await until(() => lab.proxy.traffic.upstream.received === 4)
    expect(near.ending).toBeUndefined()
    await lab.proxy.toxics.remove('timeout_upstream')
    expect(await near.ends()).toBe('fin')
    expect(await far.ends()).toBe('fin')
    expect(far.text).toBe('')
  })
})
