import { describe, expect, it } from 'vitest'

import { finding, process_, view } from '../../fakes/index.js'
import { matchesFinding, matchesProcess, nextSort, remembered, type SortBy, sorted } from './index.js'

describe('the filter', () => {
  it.each([
    ['', true],
    ['jav', true],
    ['JAVA', true],
    ['70', true],
    ['7', false],
    ['8080', true],
    ['18102', true],
    ['1810', false],
    ['127.0.0.1', true],
    ['127', true],
    ['0.1:18102', true],
    ['nginx', false],
  ])('%j finds the process: %s', (filter, isFound) => {
    expect(matchesProcess(view(), filter)).toBe(isFound)
  })

  it.each([
    ['response', true],
    ['java', true],
    ['70', true],
    ['18102', true],
    ['8080', false],
  ])('%j finds the finding: %s', (filter, isFound) => {
    expect(matchesFinding(finding(), filter)).toBe(isFound)
  })
})

describe('the order', () => {
  const views = [
    view({ process: process_({ pid: 3, name: 'a', descriptors: { used: 1, limit: 10 } }), connections: 5, states: {} }),
    view({ process: process_({ pid: 2, name: 'c', descriptors: { used: 9, limit: 10 } }), connections: 7, states: {} }),
    view({ process: process_({ pid: 1, name: 'b', descriptors: null }), connections: 7, states: { 'CLOSE-WAIT': 2 } }),
  ]

  it.each<[SortBy, number[]]>([
    ['connections', [1, 2, 3]],
    ['close-wait', [1, 2, 3]],
    ['descriptors', [2, 3, 1]],
    ['name', [3, 1, 2]],
    ['pid', [1, 2, 3]],
  ])('by %s', (by, pids) => {
    expect(sorted(views, by).map(({ process }) => process.pid)).toEqual(pids)
  })

  it('goes round', () => {
    let by: SortBy = 'connections'
    for (let step = 0; step < 5; step++) by = nextSort(by)
    expect(by).toBe('connections')
  })
})

it('connections are asked for in pieces', () => {
  const asked: number[] = []
  const connections = remembered((_key, limit) => {
    asked.push(limit)
    return []
  })
  for (let row = 1; row <= 130; row++) connections('a', row)
  expect(asked).toEqual([64, 128, 192])
})
