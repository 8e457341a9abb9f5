import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  ALL_STATES,
  formatAddress,
  formatDuration,
  formatEndpoint,
  formatSize,
  ipv4Words,
  isLoopback,
  nearest,
  parseDuration,
  parseSize,
  printable,
  stateMask,
  stateName,
} from './index.js'

describe('durations', () => {
  it.each([
    ['250ms', 250],
    ['5s', 5000],
    ['1.5s', 1500],
    ['2m', 120_000],
    ['1h', 3_600_000],
  ])('%s is %d ms', (text, ms) => {
    expect(parseDuration(text, { minMs: 1, maxMs: 10_000_000 })).toBe(ms)
  })

  it.each(['abc', '', '5', '5 s', '-1s', '5sec', '1e3s', '٣s', 's', '99h', '0ms'])(
    'refuses %j with code and range',
    (text) => {
      expect(() => parseDuration(text, { minMs: 1, maxMs: 7_200_000 })).toThrow(
        expect.objectContaining({ code: 'HO_DURATION', message: expect.stringContaining('1ms to 2h') }),
      )
    },
  )

  it.each([
    [0, '0ms'],
    [999, '999ms'],
    [4200, '4.2s'],
    [5000, '5s'],
    [64_000, '64s'],
    [185_000, '3m 5s'],
    [7_800_000, '2h 10m'],
    [90_000_000, '1d 1h'],
    [Number.POSITIVE_INFINITY, 'for ever'],
  ])('%d ms reads %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text)
  })
})

describe('sizes', () => {
  const range = { min: 0, max: 2 ** 30 }

  it.each([
    ['0', 0],
    ['512', 512],
    ['512b', 512],
    ['64k', 65_536],
    ['64K', 65_536],
    ['64kb', 65_536],
    ['1.5m', 1_572_864],
    ['0.001k', 1],
    ['1g', 2 ** 30],
  ])('%s is %d bytes', (text, bytes) => {
    expect(parseSize(text, range)).toBe(bytes)
  })

  it.each(['', 'k', '-1', '1e3', '1kb2', '64 k', '1.2345k', '9999999999999', '2g', '٣'])(
    'refuses %j with code and range',
    (text) => {
      expect(() => parseSize(text, range)).toThrow(
        expect.objectContaining({ code: 'HO_USAGE', message: expect.stringContaining('0 to 1g') }),
      )
    },
  )

  it('are read as they are written', () => {
    fc.assert(
      fc.property(fc.integer(range), fc.constantFrom(1, 2 ** 10, 2 ** 20), (n, unit) => {
        const bytes = Math.floor(n / unit) * unit
        expect(parseSize(formatSize(bytes), range)).toBe(bytes)
      }),
    )
  })
})

describe('states', () => {
  it('names every state the kernel numbers, and no other', () => {
    const named = Array.from({ length: 256 }, (_, code) => stateName(code)).filter((name) => name !== undefined)
    expect(new Set(named)).toEqual(new Set(ALL_STATES))
  })

  it('asks for request sockets with SYN-RECEIVED', () => {
    expect(stateMask(['SYN-RECEIVED'])).toBe((1 << 3) | (1 << 12))
  })
})

describe('addresses', () => {
  it.each([
    [[0, 0, 0xffff, 0x7f000001], '127.0.0.1'],
    [[0, 0, 0, 1], '::1'],
    [[0, 0, 0, 0], '::'],
    [[0x20010db8, 0, 0, 0x10000], '2001:db8::1:0'],
    [[0x20010db8, 0x00010000, 0x00010000, 0x00010001], '2001:db8:1:0:1:0:1:1'],
    [[0xfe800000, 0, 0x020000ff, 0xfe000001], 'fe80::200:ff:fe00:1'],
  ] as const)('%j is %s', (words, text) => {
    expect(formatAddress(words)).toBe(text)
  })

  it('puts IPv6 in brackets before a port', () => {
    expect(formatEndpoint([0, 0, 0, 1], 80)).toBe('[::1]:80')
    expect(formatEndpoint(ipv4Words(0x0a000005), 80)).toBe('10.0.0.5:80')
  })

  it('knows loopback', () => {
    expect([ipv4Words(0x7f010203), [0, 0, 0, 1] as const].every(isLoopback)).toBe(true)
    expect(isLoopback(ipv4Words(0x80000001))).toBe(false)
  })
})

describe('printable', () => {
  it('escapes what a terminal would obey', () => {
    expect(printable('\u001b[2J\u009bx\u202etxt\u0000\ttab\r')).toBe('\\x1b[2J\\x9bx\\u{202e}txt\\x00\\ttab\\x0d')
  })

  it('never lets a control character, a lone surrogate or an overlong text through', () => {
    // oxlint-disable-next-line no-control-regex -- what must not be there
    const forbidden = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/u
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), fc.integer({ min: 1, max: 80 }), (text, max) => {
        const out = printable(text, max)
        expect(forbidden.test(out)).toBe(false)
        expect(out.isWellFormed()).toBe(true)
        expect(out.length).toBeLessThanOrEqual(max)
      }),
    )
  })
})

describe('nearest', () => {
  it('finds the word that was meant, and none when none was', () => {
    expect(nearest('respnse-leak', ['response-leak', 'stream-leak'])).toBe('response-leak')
    expect(nearest('zzzzzzzz', ['response-leak', 'stream-leak'])).toBeUndefined()
  })
})
