import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { choice, duration, optional, readQuery, size, text, whole, wordOr } from './index.js'

const PARAMETERS = {
  for: duration({ does: '', usually: '1s' }),
  body: size({ does: '', usually: '64k' }),
  code: whole({ does: '', usually: '200', min: 200, max: 599 }),
  how: choice(['fin', 'reset'], ''),
  mark: text(8, ''),
  ping: optional(duration({ does: '', usually: '1s' }), 'none'),
  announce: wordOr(['yes', 'no'], duration({ does: '', usually: '1s' })),
}

describe('a query', () => {
  it('gives every parameter its default', () => {
    expect(readQuery('', PARAMETERS)).toEqual({
      for: 1000,
      body: 65_536,
      code: 200,
      how: 'fin',
      mark: '',
      ping: undefined,
      announce: 'yes',
    })
  })

  it('is read by its parameters', () => {
    const query = 'for=1.5s&body=10m&code=403&how=reset&mark=%C3%A4&ping=2m&announce=5s'
    expect(readQuery(query, PARAMETERS)).toEqual({
      for: 1500,
      body: 10_485_760,
      code: 403,
      how: 'reset',
      mark: 'ä',
      ping: 120_000,
      announce: 5000,
    })
    expect(readQuery('announce=no', PARAMETERS).announce).toBe('no')
  })

  it.each([
    ['fro=1s', 'there is no parameter "fro": did you mean for?'],
    ['x=1', 'there is no parameter "x"'],
    ['for=1s&for=1s', 'for is given more than once'],
    ['for=', 'for: "" is not a duration'],
    ['for=-1s', 'for: "-1s" is not a duration'],
    ['for=86401s', 'for: "86401s" is out of range'],
    ['body=1e3', 'body: "1e3" is not a size: write it like 512, 64k or 1.5m (0 to 1g)'],
    ['body=1025m', 'body: "1025m" is out of range: 0 to 1g'],
    ['body=9999999999999', 'body: "9999999999999" is not a size'],
    ['code=0x1', 'code: "0x1" is not a whole number from 200 to 599'],
    ['how=rst', 'how: "rst" is none of fin, reset: did you mean reset?'],
    ['mark=123456789', 'mark: it has 9 characters, at most 8 are taken'],
    ['announce=perhaps', 'announce: "perhaps" is not a duration'],
    ['__proto__=1', 'there is no parameter "__proto__"'],
    ['toString=1', 'there is no parameter "toString"'],
  ])('%s is refused', (query, message) => {
    expect(() => readQuery(query, PARAMETERS)).toThrow(message)
  })

  it('of any text is read or refused with a code', () => {
    const texts = fc.oneof(fc.string({ unit: 'binary-ascii' }), fc.string({ unit: 'grapheme' }))
    const names = fc.oneof(fc.constantFrom(...Object.keys(PARAMETERS)), texts)
    fc.assert(
      fc.property(fc.array(fc.tuple(names, texts)), (pairs) => {
        try {
          readQuery(pairs.map((pair) => pair.join('=')).join('&'), PARAMETERS)
        } catch (error) {
          expect(['HO_USAGE', 'HO_DURATION']).toContain((error as { code: string }).code)
        }
      }),
    )
  })
})
