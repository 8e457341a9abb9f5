import { expect, it } from 'vitest'
import { descriptorsFor } from './descriptors.js'

it('leaves room for what is open, and never goes below the shortest ladder', () => {
  const limits = (soft: string) => `Max open files            ${soft}                 4096                 files`
  expect(descriptorsFor(limits('1024'), 24)).toBe(800)
  expect(descriptorsFor(limits('64'), 24)).toBe(32)
  expect(descriptorsFor(limits('16'), 24)).toBe(8)
  expect(descriptorsFor('', 24)).toBe(800)
})
