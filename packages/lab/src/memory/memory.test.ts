import { describe, expect, it } from 'vitest'

import { boundedHeaders, Recent } from './index.js'

describe('Recent', () => {
  it('forgets the oldest when there are too many', () => {
    const recent = new Recent<number>({ items: 2, bytes: 1e6 })
    for (const n of [1, 2, 3]) recent.add(n, [])
    expect([...recent]).toEqual([2, 3])
  })

  it('forgets the oldest when they weigh too much, and tells it', () => {
    const recent = new Recent<string>({ bytes: 3000 })
    const forgotten: string[] = []
    for (const item of ['a', 'b', 'c']) recent.add(item, ['x'.repeat(600)], () => forgotten.push(item))
    expect([[...recent], forgotten]).toEqual([['b', 'c'], ['a']])
    recent.delete('b')
    recent.add('d', ['x'.repeat(600)])
    expect([[...recent], forgotten]).toEqual([['c', 'd'], ['a']])
  })

  it('forgets even the newest when it alone weighs too much', () => {
    const recent = new Recent<number>({ bytes: 1000 })
    recent.add(1, ['x'.repeat(1000)])
    expect([...recent]).toEqual([])
  })
})

describe('boundedHeaders', () => {
  it('keeps the beginning of what is long, and not more than 2 KiB', () => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`x-${n}`, 'v'.repeat(10_000)]))
    const kept = boundedHeaders({ ':path': '/', a: undefined, b: ['1', '2'], ...many })
    expect(kept).toEqual({ b: '1,2', 'x-0': 'v'.repeat(512), 'x-1': 'v'.repeat(512), 'x-2': 'v'.repeat(512) })
  })

  it('takes a header for no prototype', () => {
    const kept = boundedHeaders(JSON.parse('{"__proto__": "x"}') as Record<string, string>)
    expect([Object.keys(kept), Object.getPrototypeOf(kept)]).toEqual([['__proto__'], Object.prototype])
  })
})
