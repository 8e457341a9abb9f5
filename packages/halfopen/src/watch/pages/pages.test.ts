import type { Connection } from '@halfopen/core'
import { describe, expect, it } from 'vitest'

import { styleFor } from '../../terminal/index.js'
import { limitCell, otherStates, useTone } from './cells.js'
import { type Column, Table } from './columns.js'
import { timerCell } from './connection-columns.js'
import { spark } from './spark.js'

describe('a table', () => {
  const columns: readonly Column<string>[] = [
    { title: 'NAME', width: 4, maxWidth: 8, priority: 1, cell: (row) => row },
    { title: 'SIZE', width: 4, align: 'right', priority: 2, cell: (row) => String(row.length) },
    { title: 'MORE', width: 6, priority: 3, cell: () => 'more' },
  ]
  const table = (width: number) => new Table(columns, { columns: width, style: styleFor({}, {}) })
  const lines = (width: number) => [
    table(width).header(),
    table(width).row('abcdefghij', false),
    table(width).row('b', true),
  ]

  it('lets the most important column grow', () => {
    expect(lines(24)).toEqual(['  NAME     SIZE MORE    ', '  abcdefg…   10 more  ', '▸ b           1 more    '])
  })

  it('leaves out what does not fit', () => {
    expect(lines(14)).toEqual(['  NAME    SIZE', '  abcdef…   10', '▸ b          1'])
    expect(lines(8)).toEqual(['  NAME  ', '  abcde…', '▸ b     '])
  })
})

it('the trend shows growth, and calm as calm', () => {
  expect(spark([0, 10, 20, 30, 40, 50, 60], 7)).toBe('▁▂▃▄▅▆▇')
  expect(spark([1, 2, 3, 100, 110, 120], 3)).toBe('▁▄▇')
  expect(spark([5000, 5001, 5000, 5002], 9)).toBe('▁▁▁▁')
  expect(spark([5], 9)).toBe('')
})

it('cells say much in little room', () => {
  expect([1024, 65_536, 1_048_576, 1_073_741_816, 2 ** 63].map(limitCell)).toEqual([
    '1024',
    '66k',
    '1M',
    '1073.7M',
    '∞',
  ])
  expect(otherStates({ ESTABLISHED: 5, 'CLOSE-WAIT': 1, 'TIME-WAIT': 7, 'FIN-WAIT-2': 2 })).toBe(9)
  expect([10, 75, 90, 100].map(useTone)).toEqual(['plain', 'warning', 'critical', 'critical'])
})

it.each([
  ['none', 0, 0, 'none'],
  ['keepAlive', 45_000, 0, 'keep-alive 45s'],
  ['keepAlive', 45_000, 2, 'keep-alive 45s ×2'],
  ['retransmit', 3200, 4, 'retransmit 3.2s ×4'],
  ['zeroWindow', 12_000, 1, 'zero window 12s ×1'],
  ['timeWait', 30_000, 0, 'TIME-WAIT 30s'],
] as const)('the timer %s', (kind, expiresMs, retries, text) => {
  expect(timerCell({ timer: { kind, expiresMs, retries } } as Connection)).toBe(text)
})
