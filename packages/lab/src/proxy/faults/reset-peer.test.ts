import { describe, expect, it } from 'vitest'
import { play } from '../testing/index.js'

describe('reset_peer', () => {
  it('answers the first data with a RST to both ends', async () => {
    await using lab = await play({ toxics: [{ type: 'reset_peer', stream: 'upstream', attributes: { timeout: 30 } }] })
    const { near, far } = await lab.pair()
    const sentAt = performance.now()
    near.socket.write('request')
    expect(await near.ends()).toBe('ECONNRESET')
    expect(performance.now() - sentAt).toBeGreaterThanOrEqual(30)
    expect(await far.ends()).toBe('ECONNRESET')
    expect(far.text).toBe('')
  })

  it('acts on a connection that is there already, and gives back what it took when it is removed in time', async () => {
    await using lab = await play({})
    const { near, far } = await lab.pair()
    near.socket.write('before ')
    await far.hears(7)
    await lab.proxy.toxics.add({ type: 'reset_peer', stream: 'upstream', attributes: { timeout: 3_600_000 } })
    near.socket.write('after')
    await lab.proxy.toxics.remove('reset_peer_upstream')
    await far.hears(12)
    expect(far.text).toBe('before after')
  })
})
