import { SocketHandles } from '@halfopen/kernel'
import { describe, expect, it } from 'vitest'
import { echo, fdOf, play, until } from '../testing/index.js'

const opened = SocketHandles.open()

describe('idle_forget', () => {
  it.each([
    ['close', 'fin'],
    ['reset-both', 'ECONNRESET'],
  ] as const)('%s: both ends get it at once', async (at_expiry, seen) => {
    await using lab = await play({ toxics: [{ type: 'idle_forget', attributes: { idle: 50, at_expiry } }] })
    const openedAt = performance.now()
    const { near, far } = await lab.pair()
    expect([await near.ends(), await far.ends()]).toEqual([seen, seen])
    expect(performance.now() - openedAt).toBeGreaterThanOrEqual(50)
  })

  it.each(['kernel', 'portable'] as const)('reset-late: a RST to whoever speaks, only to him (%s)', async (sockets) => {
    if (sockets === 'kernel' && !opened.ok) return
    const attributes = { idle: 30, at_expiry: 'reset-late' } as const
    await using lab = await play({ sockets, toxics: [{ type: 'idle_forget', attributes }] })
    const { near, far } = await lab.pair()
    await lab.acted('forgotten')
    expect([near.ending, far.ending]).toEqual([undefined, undefined])
    far.socket.write('the late answer')
    expect(await far.ends()).toBe('ECONNRESET')
    expect([near.ending, near.text]).toEqual([undefined, ''])
    near.socket.write('?')
    expect(await near.ends()).toBe('ECONNRESET')
  })

  it('is put off by data from either end, and can be lifted', async () => {
    await using lab = await play({ serve: echo, toxics: [{ type: 'idle_forget', attributes: { idle: 100 } }] })
    const { near } = await lab.pair()
    const openedAt = performance.now()
    while (performance.now() - openedAt < 100) {
      near.socket.write('.')
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    const heard = near.bytes.length
    expect(heard).toBeGreaterThan(0)
    await lab.acted('forgotten, silent')
    near.socket.write('late')
    await lab.proxy.toxics.clear()
    await until(() => near.text.endsWith('late'))
  })
})

describe.skipIf(!opened.ok)('idle_forget in the kernel', () => {
  const handles = opened.ok ? opened.value : undefined

  it('silent: what is sent late is not acknowledged', async () => {
    await using lab = await play({ toxics: [{ type: 'idle_forget', attributes: { idle: 30 } }] })
    const { near, far } = await lab.pair()
    await lab.acted('forgotten')
    far.socket.write('the late answer')
    await until(() => (handles?.info(fdOf(far.socket))?.retransmits ?? 0) > 0)
    expect(near.text).toBe('')
  })

  it('honours keep-alive probes', async () => {
    await using lab = await play({ toxics: [{ type: 'idle_forget', attributes: { idle: 1500 } }] })
    const { near: kept } = await lab.pair()
    handles?.setKeepAlive(fdOf(kept.socket), { enabled: true, timeS: 1, intervalS: 1, probes: 9 })
    await lab.pair()
    await lab.acted('forgotten')
    const forgotten = lab.events.filter(({ event }) => event === 'toxic-acted')
    // The second connection, which is the younger one, and not the first.
    expect(forgotten).toMatchObject([{ connection: 2 }])
  })
})
