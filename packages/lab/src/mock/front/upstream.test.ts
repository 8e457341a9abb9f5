import { expect, it } from 'vitest'

import { endToEnd } from './upstream.js'

it('passes no header on that concerns one connection alone', () => {
  const raw = [
    'Host',
    'a',
    'Connection',
    'close, X-Hop',
    'connection',
    'X-Too',
    'TE',
    'trailers',
    'X-Hop',
    '1',
    'x-too',
    '2',
  ]
  expect(endToEnd([...raw, 'X-End', '3'])).toEqual([
    ['Host', 'a'],
    ['X-End', '3'],
  ])
})

it('passes what frames the message on, whatever Connection names', () => {
  const raw = ['Connection', 'Transfer-Encoding, content-length, host', 'Transfer-Encoding', 'chunked', 'Host', 'a']
  expect(endToEnd(raw)).toEqual([
    ['Transfer-Encoding', 'chunked'],
    ['Host', 'a'],
  ])
})
