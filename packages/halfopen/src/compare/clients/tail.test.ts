import { expect, it } from 'vitest'

import { Tail } from './tail.js'

it('keeps the last bytes of an endless output', () => {
  const tail = new Tail(10)
  for (let n = 0; n < 1000; n++) tail.add(Buffer.from(String(n % 10)))
  expect(tail.text).toBe('0123456789')
  tail.add(Buffer.from('abcdefghijklmnop'))
  expect(tail.text).toBe('ghijklmnop')
  expect(tail.dropped).toBe(1006)
})
