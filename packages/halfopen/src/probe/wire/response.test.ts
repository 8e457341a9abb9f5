import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ResponseReader } from './index.js'

const read = (text: string, method: 'GET' | 'HEAD' = 'GET') =>
  new ResponseReader(method).push(Buffer.from(text, 'latin1'))

describe('a response', () => {
  it.each([
    ['HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok', 200, true],
    ['HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 2\r\n\r\nok', 200, false],
    ['HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n', 200, true],
    ['HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n', 200, false],
    ['HTTP/1.1 204 No Content\r\n\r\n', 204, true],
    ['HTTP/1.1 200 OK\r\n\r\nuntil the end', 200, false],
    ['HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n', 404, true],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nok\r\n0\r\n\r\n', 200, true],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nTrailer: x\r\n\r\n', 200, true],
  ])('%j', (text, status, isKept) => {
    expect(read(text)).toMatchObject({ kind: 'complete', response: { status, isKept } })
  })

  it('to HEAD has no body, whatever it says', () => {
    expect(read('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n', 'HEAD').kind).toBe('complete')
  })

  it.each([
    ['SSH-2.0-OpenSSH', 'what came is no HTTP/1 response'],
    ['HTTP/2 200\r\n\r\n', 'what came is no HTTP/1 response'],
    ['HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n', 'its Content-Length is no number'],
    ['HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n', 'the response is too long'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n', 'a chunk of it has no size'],
    [`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(70_000)}`, 'its head is too long'],
  ])('%.40j is none', (text, why) => {
    expect(read(text)).toEqual({ kind: 'invalid', why })
  })

  it('is read from any pieces alike', () => {
    const whole = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nA\r\n0123456789\r\n0\r\n\r\n'
    fc.assert(
      fc.property(fc.array(fc.nat({ max: whole.length }), { maxLength: 12 }), (cuts) => {
        const reader = new ResponseReader('GET')
        const edges = [0, ...cuts.sort((a, b) => a - b), whole.length]
        const readings = edges.slice(1).map((end, index) => reader.push(Buffer.from(whole.slice(edges[index], end))))
        expect(readings.at(-1)).toMatchObject({ kind: 'complete', response: { status: 200 } })
      }),
    )
  })

  it('of any bytes is a reading, never a throw', () => {
    const anyBytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.string().map((text) => Buffer.from(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${text}`)),
    )
    fc.assert(
      fc.property(fc.array(anyBytes, { maxLength: 4 }), (chunks) => {
        const reader = new ResponseReader('GET')
        for (const chunk of chunks) expect(['partial', 'complete', 'invalid']).toContain(reader.push(chunk).kind)
      }),
    )
  })
})
