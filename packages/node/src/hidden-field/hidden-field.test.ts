import { describe, expect, it } from 'vitest'
import { hiddenField } from './index.js'

describe('hiddenField', () => {
  it.each([
    ['an object', {}],
    ['a frozen object', Object.freeze({})],
    ['a function', () => undefined],
    ['a Proxy', new Proxy({}, {})],
    ['a Proxy that refuses all', new Proxy({}, { defineProperty: () => false, set: () => false, has: () => false })],
  ])('keeps the latest value with %s, and shows nothing of it', (_, owner) => {
    const field = hiddenField<object, number>()
    const other = hiddenField<object, number>()
    expect(field.get(owner)).toBeUndefined()
    field.set(owner, 1)
    field.set(owner, 2)
    expect(field.get(owner)).toBe(2)
    expect(other.get(owner)).toBeUndefined()
    expect(field.get({})).toBeUndefined()
    expect(Object.getOwnPropertyDescriptors(owner)).not.toHaveProperty('value')
  })
})
