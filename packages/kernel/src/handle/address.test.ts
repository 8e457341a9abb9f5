import { formatEndpoint } from '@halfopen/core'
import { describe, expect, it } from 'vitest'
import { endpointIn } from './address.js'

const padded = (...bytes: number[]) => Uint8Array.from({ length: 28 }, (_, at) => bytes[at] ?? 0)

function text(sockaddr: Uint8Array): string | undefined {
  const endpoint = endpointIn(sockaddr)
  return endpoint && formatEndpoint(endpoint.address, endpoint.port)
}

describe('struct sockaddr', () => {
  it('of both families', () => {
    expect(text(padded(2, 0, 0x1f, 0x90, 10, 0, 0, 5))).toBe('10.0.0.5:8080')
    const v6 = [10, 0, 0x1f, 0x90, 0, 0, 0, 0, 0x20, 0x01, 0x0d, 0xb8, ...Array<number>(11).fill(0), 1]
    expect(text(padded(...v6))).toBe('[2001:db8::1]:8080')
  })

  it('of a mapped address is that of IPv4', () => {
    const mapped = [10, 0, 0, 80, 0, 0, 0, 0, ...Array<number>(10).fill(0), 0xff, 0xff, 127, 0, 0, 1]
    expect(text(padded(...mapped))).toBe('127.0.0.1:80')
  })

  it('of another family, and without a port, is none', () => {
    expect(text(padded(1, 0, 0x2f, 0x74))).toBeUndefined()
    expect(text(padded(2, 0, 0, 0, 10, 0, 0, 5))).toBeUndefined()
  })
})
