/**
 * Addresses are four 32-bit words, in the order they stand on the wire.
 * IPv4 is held as `::ffff:a.b.c.d`, so that a mapped address and a plain one
 * are the same address everywhere above the decoder.
 */
export type AddressWords = readonly [number, number, number, number]

const MAPPED = 0xffff

export function isIpv4(words: AddressWords): boolean {
  return words[0] === 0 && words[1] === 0 && words[2] === MAPPED
}

export function ipv4Words(address: number): AddressWords {
  return [0, 0, MAPPED, address >>> 0]
}

/** 127.0.0.0/8 and ::1: no middlebox can be on this path. */
export function isLoopback(words: AddressWords): boolean {
  if (isIpv4(words)) return words[3] >>> 24 === 127
  return words[0] === 0 && words[1] === 0 && words[2] === 0 && words[3] === 1
}

/** 0.0.0.0 and ::. */
export function isWildcard(words: AddressWords): boolean {
  return words[0] === 0 && words[1] === 0 && words[3] === 0 && (words[2] === 0 || words[2] === MAPPED)
}

export function formatAddress(words: AddressWords): string {
  return isIpv4(words) ? formatIpv4(words[3]) : formatIpv6(words)
}

/** `10.0.0.5:8080`, `[::1]:8080`. */
export function formatEndpoint(words: AddressWords, port: number): string {
  return isIpv4(words) ? `${formatIpv4(words[3])}:${port}` : `[${formatIpv6(words)}]:${port}`
}

function formatIpv4(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`
}

/** RFC 5952: lower case, no leading zeros, the longest run of two or more zero groups shortened. */
function formatIpv6(words: AddressWords): string {
  const groups = words.flatMap((word) => [word >>> 16, word & 0xffff])
  const run = longestZeroRun(groups)
  const text = (from: number, to: number) =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':')
  return run.length < 2 ? text(0, 8) : `${text(0, run.start)}::${text(run.start + run.length, 8)}`
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  let start = 0
  for (const [index, group] of groups.entries()) {
    if (group !== 0) start = index + 1
    else if (index + 1 - start > best.length) best = { start, length: index + 1 - start }
  }
  return best
}
