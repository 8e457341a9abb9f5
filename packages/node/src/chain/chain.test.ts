import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Chain, type Link } from './chain.js'

class Item implements Link<Item> {
  previous: Item | undefined
  next: Item | undefined
}

test('holds what a Set would hold, in its order', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 9 })), (steps) => {
      const chain = new Chain<Item>()
      const model = new Set<Item>()
      const items = Array.from({ length: 10 }, () => new Item())
      for (const step of steps) {
        const item = items[step] as Item
        if (model.delete(item)) chain.remove(item)
        else {
          model.add(item)
          chain.add(item)
        }
        expect(chain.all().map((item) => items.indexOf(item))).toEqual([...model].map((item) => items.indexOf(item)))
        expect(chain.size).toBe(model.size)
      }
    }),
  )
})
