import { expect, it } from 'vitest'

import { FakeOutput } from '../../fakes/index.js'
import { Lines } from './lines.js'

it.each([
  ['text', '… 2 lines not shown: they were read too slowly'],
  ['json', '{"linesNotShown":2}'],
] as const)('drops what is read too slowly, and says how much, as %s', (as, owned) => {
  const output = Object.assign(new FakeOutput(), { writableLength: 0 })
  const lines = new Lines(output, as)
  lines.print('a')
  output.writableLength = 2 ** 20 + 1
  lines.print('b')
  lines.print('c')
  output.writableLength = 0
  lines.print('d')
  lines.ownUp()
  expect(output.text).toBe(`a\n${owned}\nd\n`)
})

it('says in the end what it did not show', () => {
  const output = Object.assign(new FakeOutput(), { writableLength: 2 ** 21 })
  const lines = new Lines(output, 'text')
  lines.print('a')
  lines.ownUp()
  expect(output.text).toBe('… 1 line not shown: they were read too slowly\n')
})
