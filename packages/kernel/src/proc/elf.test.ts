import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isGoExecutable } from './elf.js'

/** A 64-bit ELF with nothing but a section that names sections. */
function elf(names: string): Uint8Array {
  const bytes = new Uint8Array(64 + 64 + names.length)
  const view = new DataView(bytes.buffer)
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1])
  view.setBigUint64(40, 64n, true)
  view.setUint16(58, 64, true)
  view.setUint16(60, 1, true)
  view.setUint16(62, 0, true)
  view.setBigUint64(64 + 24, 128n, true)
  view.setBigUint64(64 + 32, BigInt(names.length), true)
  bytes.set(new TextEncoder().encode(names), 128)
  return bytes
}

const isGo = (bytes: Uint8Array) => isGoExecutable((offset, length) => bytes.subarray(offset, offset + length))

describe('an executable', () => {
  it.each(['.go.buildinfo', '.note.go.buildid'])('with the section %s is a Go program', (section) => {
    expect(isGo(elf(`\0.text\0${section}\0.data\0`))).toBe(true)
  })

  it('without one is not', () => {
    expect(isGo(elf('\0.text\0.data\0.go.build\0'))).toBe(false)
  })

  it('of any bytes gives an answer', () => {
    const change = fc.record({ at: fc.nat(), to: fc.integer({ min: 0, max: 255 }) })
    fc.assert(
      fc.property(fc.array(change), fc.nat(200), (changes, cut) => {
        const bytes = elf('\0.text\0.go.buildinfo\0')
        for (const { at, to } of changes) bytes[at % bytes.length] = to
        expect(typeof isGo(bytes.subarray(0, cut))).toBe('boolean')
      }),
    )
  })
})
