import fc from 'fast-check'
import { expect, it } from 'vitest'
import { socketInode } from './link.js'

const inodeOf = (link: string) => {
  const bytes = new TextEncoder().encode(link)
  return socketInode(bytes, bytes.length)
}

it.each([
  ['socket:[1234567]', 1_234_567],
  ['socket:[4294967295]', 4_294_967_295],
  ['/var/log/socket:[5]', 0],
  ['pipe:[5]', 0],
  ['socket:[]', 0],
  ['socket:[5', 0],
  ['socket:[5x]', 0],
  ['', 0],
])('%s gives %i', (link, inode) => {
  expect(inodeOf(link)).toBe(inode)
})

it('gives a number for any link', () => {
  fc.assert(fc.property(fc.string(), (link) => inodeOf(link) >= 0))
})
