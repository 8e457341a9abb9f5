import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { echo, hash, play } from '../testing/index.js'

const data = randomBytes(20_000)

describe('slicer', () => {
  it('keeps the bytes, and pauses after each piece', async () => {
    const attributes = { average_size: 1000, size_variation: 100, delay: 2000 }
    await using lab = await play({ serve: echo, toxics: [{ type: 'slicer', attributes }] })
    const end = await lab.open()
    const sentAt = performance.now()
    end.socket.end(data)
    await end.ends()
    expect(hash(end.bytes)).toBe(hash(data))
    // At least 18 pieces of at most 1100 bytes; what a timer oversleeps is credited to the next pause.
    expect(performance.now() - sentAt).toBeGreaterThanOrEqual(18 * 2 - 1)
  })

  it('does not cut at 0', async () => {
    await using lab = await play({ serve: echo, toxics: [{ type: 'slicer' }] })
    const end = await lab.open()
    end.socket.end(data)
    await end.ends()
    expect(hash(end.bytes)).toBe(hash(data))
  })

  it('refuses a variation that is not less than the size', async () => {
    await using lab = await play({})
    const wrong = { type: 'slicer', attributes: { average_size: 10, size_variation: 10 } } as const
    await expect(lab.proxy.toxics.add(wrong)).rejects.toMatchObject({
      code: 'HO_FAULT',
      message: 'bad request body: size_variation: must be less than average_size',
    })
  })
})
