import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { fit, grouped, hung, padTo, pageWidth, styleFor, widthOf, wrap } from './index.js'

const anyText = fc.string({
  unit: fc.oneof(
    fc.constantFrom('a', 'é', '漢', 'サ', 'ー', '👩‍🚀', '…', '·', ' '),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
  ),
  maxLength: 120,
})
const anyWidth = fc.integer({ min: 2, max: 120 })

describe('wrap', () => {
  it('breaks between words', () => {
    expect(wrap('the peer has closed and nobody reads', 16)).toEqual(['the peer has', 'closed and', 'nobody reads'])
  })

  it('breaks a word that is too long', () => {
    expect(wrap('see /usr/lib/jvm/java-17-openjdk-amd64/bin/java now', 20)).toEqual([
      'see',
      '/usr/lib/jvm/java-17',
      '-openjdk-amd64/bin/j',
      'ava now',
    ])
  })

  it('never gives a line that is too wide, and loses nothing but spaces', () => {
    fc.assert(
      fc.property(anyText, anyWidth, (text, width) => {
        const lines = wrap(text, width)
        for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width)
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
      }),
    )
  })
})

describe('fit and padTo', () => {
  it('cut with an ellipsis', () => {
    expect(fit('127.0.0.1:18102', 10)).toBe('127.0.0.1…')
    expect(padTo('漢字サーバー', 8)).toBe('漢字サ… ')
    expect(padTo('7', 4, 'right')).toBe('   7')
  })

  it('keep colours, and end them', () => {
    expect(fit('\u001b[31mretransmit\u001b[39m', 6)).toBe('\u001b[31mretra…\u001b[39m')
  })

  it('give exactly the width asked for', () => {
    fc.assert(
      fc.property(anyText, anyWidth, fc.constantFrom('left', 'right'), (text, width, align) => {
        expect(widthOf(padTo(text, width, align))).toBe(width)
      }),
    )
  })
})

it('hung puts a paragraph beside its head', () => {
  expect(hung('  • ', 'each carried one request', 20)).toEqual(['  • each carried one', '    request'])
})

it('grouped separates thousands', () => {
  expect([0, 999, 1000, 1_234_567].map(grouped)).toEqual(['0', '999', '1,000', '1,234,567'])
})

describe('colours', () => {
  const isColoured = (isTTY: boolean, env: Record<string, string>) => styleFor({ isTTY }, env).red('x') !== 'x'

  it('are for terminals only, and not with NO_COLOR', () => {
    expect(isColoured(true, {})).toBe(true)
    expect(isColoured(true, { NO_COLOR: '' })).toBe(true)
    expect(isColoured(true, { NO_COLOR: '1' })).toBe(false)
    expect(isColoured(true, { TERM: 'dumb' })).toBe(false)
    expect(isColoured(false, {})).toBe(false)
  })
})

it('a page is as wide as the terminal, within reason', () => {
  expect(pageWidth({ isTTY: true, columns: 80 })).toBe(80)
  expect(pageWidth({ isTTY: true, columns: 300 })).toBe(100)
  expect(pageWidth({ isTTY: true, columns: 8 })).toBe(40)
  expect(pageWidth({})).toBe(100)
})
