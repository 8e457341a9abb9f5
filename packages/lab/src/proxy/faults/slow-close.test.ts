import { describe, expect, it } from 'vitest'
import { play } from '../testing/index.js'

describe('slow_close', () => {
  it('holds back the end for its delay, and not the data', async () => {
    await using lab = await play({ toxics: [{ type: 'slow_close', attributes: { delay: 60 } }] })
    const { near, far } = await lab.pair()
    const closedAt = performance.now()
    far.socket.end('answer')
    expect(await near.ends()).toBe('fin')
    expect(performance.now() - closedAt).toBeGreaterThanOrEqual(60)
    expect(near.text).toBe('answer')
  })

  it('lets go of the end when it is removed', async () => {
    await using lab = await play({ toxics: [{ type: 'slow_close', attributes: { delay: 3_600_000 } }] })
    const { near, far } = await lab.pair()
    far.socket.end('answer')
    await near.hears(6)
    expect(near.ending).toBeUndefined()
    await lab.proxy.toxics.remove('slow_close_downstream')
    expect(await near.ends()).toBe('fin')
  })
})
