import fc from 'fast-check'
import { expect, it } from 'vitest'
import { NOBODY, SocketHash } from './socket-hash.js'

const inode = fc.integer({ min: 1, max: 0xffffffff })

it('finds what was added and nothing else, over many looks', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.tuple(inode, fc.nat(50)), { maxLength: 300 }), { minLength: 1, maxLength: 4 }),
      (looks) => {
        const hash = new SocketHash()
        for (const sockets of looks) {
          hash.reset(sockets.length)
          const expected = new Map<number, number>()
          for (const [key, owner] of sockets) {
            const at = hash.add(key, key * 3)
            hash.owner[at] = owner
            expected.set(key, owner)
          }
          expect(hash.length).toBe(expected.size)
          for (const [key, owner] of expected) {
            expect(hash.owner[hash.find(key)]).toBe(owner)
            expect(hash.identity[hash.find(key)]).toBe(key * 3)
          }
          for (const [key] of looks[0] ?? []) if (!expected.has(key)) expect(hash.find(key)).toBe(-1)
        }
      },
    ),
  )
})

it('never finds inode 0, which is that of sockets nobody holds', () => {
  const hash = new SocketHash()
  expect(hash.find(0)).toBe(-1)
})

it('forgets everything at reset', () => {
  const hash = new SocketHash()
  hash.reset(1)
  const at = hash.add(5, 1)
  hash.owner[at] = 3
  hash.misses[at] = 2
  hash.reset(1)
  expect(hash.find(5)).toBe(-1)
  expect(hash.owner[hash.add(5, 1)]).toBe(NOBODY)
  expect(hash.misses[hash.find(5)]).toBe(0)
})

it('gives memory back when far fewer are left', () => {
  const hash = new SocketHash()
  hash.reset(100_000)
  expect(hash.owner.length).toBe(262_144)
  hash.reset(10)
  expect(hash.owner.length).toBe(64)
})
