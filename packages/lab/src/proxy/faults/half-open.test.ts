import { SocketHandles } from '@halfopen/kernel'
import { describe, expect, it } from 'vitest'
import { fdOf, play, until } from '../testing/index.js'

const opened = SocketHandles.open()

describe.skipIf(!opened.ok)('half_open in the kernel', () => {
  const handles = opened.ok ? opened.value : undefined

  it('acknowledges nothing any more, and loses nothing when the cable is back', async () => {
    await using lab = await play({})
    const { near, far } = await lab.pair()
    near.socket.write('before ')
    await far.hears(7)
    await lab.proxy.toxics.add({ type: 'half_open', stream: 'upstream' })
    near.socket.write('unplugged')
    far.socket.write('not heard')
    await until(() => (handles?.info(fdOf(near.socket))?.retransmits ?? 0) > 0, 'a retransmit')
    expect(handles?.info(fdOf(near.socket))?.unackedSegments).toBe(1)
    expect([near.text, far.text]).toEqual(['', 'before '])
    await lab.proxy.toxics.remove('half_open_upstream')
    await far.hears(16)
    await near.hears(9)
    expect([near.text, far.text]).toEqual(['not heard', 'before unplugged'])
  })

  it('unplugs the server after a number of bytes', async () => {
    await using lab = await play({ toxics: [{ type: 'half_open', attributes: { bytes: 4 } }] })
    const { near, far } = await lab.pair()
    far.socket.write('1234')
    await near.hears(4)
    await lab.acted('unplugged')
    far.socket.write('5678')
    await until(() => handles?.info(fdOf(far.socket))?.unackedSegments === 1)
    expect(near.text).toBe('1234')
  })

  it('unplugs after a time, and plugs in again when it is put off', async () => {
    await using lab = await play({ toxics: [{ type: 'half_open', stream: 'upstream', attributes: { after: 20 } }] })
    const { near, far } = await lab.pair()
    await lab.acted('unplugged')
    near.socket.write('late')
    await until(() => (handles?.info(fdOf(near.socket))?.unackedSegments ?? 0) > 0)
    await lab.proxy.toxics.update('half_open_upstream', { attributes: { after: 3_600_000 } })
    await far.hears(4)
  })

  it.each(['end', 'resetAndDestroy'] as const)(
    'hides the end of the other side until the cable is back: %s',
    async (how) => {
      await using lab = await play({ toxics: [{ type: 'half_open', stream: 'upstream' }] })
      const { near, far } = await lab.pair()
      await lab.acted('unplugged')
      far.socket[how]()
      // Absence has no event: long enough for what a loopback delivers in microseconds.
      await new Promise((resolve) => setTimeout(resolve, 50))
      expect(near.ending).toBeUndefined()
      await lab.proxy.toxics.remove('half_open_upstream')
      expect(await near.ends()).toBe(how === 'end' ? 'fin' : 'ECONNRESET')
    },
  )

  it('tells the unplugged end by a RST when the laboratory is taken down', async () => {
    const lab = await play({ toxics: [{ type: 'half_open', stream: 'upstream' }] })
    try {
      const { near } = await lab.pair()
      await lab.proxy.update({ enabled: false })
      expect(await near.ends()).toBe('ECONNRESET')
    } finally {
      await lab[Symbol.asyncDispose]()
    }
  })
})

describe('half_open without the kernel', () => {
  it('reads nothing any more, and loses nothing', async () => {
    await using lab = await play({ sockets: 'portable' })
    const { near, far } = await lab.pair()
    await lab.proxy.toxics.add({ type: 'half_open', stream: 'upstream' })
    near.socket.write('unplugged')
    far.socket.write('not heard')
    await until(() => lab.proxy.traffic.downstream.received === 9)
    expect([near.text, far.text]).toEqual(['', ''])
    await lab.proxy.toxics.remove('half_open_upstream')
    await Promise.all([far.hears(9), near.hears(9)])
  })
})
