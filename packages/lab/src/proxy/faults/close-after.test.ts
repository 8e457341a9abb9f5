import { describe, expect, it } from 'vitest'
import { echo, play } from '../testing/index.js'

describe('close_after', () => {
  it.each([
    ['fin', 'fin'],
    ['rst', 'ECONNRESET'],
  ] as const)('a time, by %s', async (how, seen) => {
    await using lab = await play({ toxics: [{ type: 'close_after', attributes: { seconds: 0.05, how } }] })
    const openedAt = performance.now()
    const { near, far } = await lab.pair()
    expect([await near.ends(), await far.ends()]).toEqual([seen, seen])
    expect(performance.now() - openedAt).toBeGreaterThanOrEqual(50)
  })

  it('bytes, whichever comes first', async () => {
    const attributes = { seconds: 3600, bytes: 3 }
    await using lab = await play({ serve: echo, toxics: [{ type: 'close_after', attributes }] })
    const end = await lab.open()
    end.socket.write('abcdef')
    expect(await end.ends()).toBe('fin')
    expect(end.text).toBe('abc')
  })

  it('resets a stream that is half-closed already', async () => {
    await using lab = await play({
      toxics: [{ type: 'close_after', stream: 'upstream', attributes: { seconds: 0.1, how: 'rst' } }],
    })
    const { near, far } = await lab.pair()
    near.socket.end()
    expect(await far.ends()).toBe('fin')
    expect(await near.ends()).toBe('ECONNRESET')
  })
})
