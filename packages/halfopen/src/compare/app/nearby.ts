import { BlockList, isIPv6 } from 'node:net'

/** Loopback (RFC 1122), private (RFC 1918, RFC 4193), link-local (RFC 3927, RFC 4291), benchmarks (RFC 2544). */
const NEARBY = new BlockList()
for (const [network, prefix] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['198.18.0.0', 15],
] as const) {
  NEARBY.addSubnet(network, prefix, 'ipv4')
}
for (const [network, prefix] of [
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const) {
  NEARBY.addSubnet(network, prefix, 'ipv6')
}

/** Whether a laboratory may be there: a server of somebody else is never asked unasked. */
export function isNearby(endpoint: string): boolean {
  const host = endpoint.slice(0, endpoint.lastIndexOf(':')).replace(/^\[|\]$/g, '')
  return NEARBY.check(host, isIPv6(host) ? 'ipv6' : 'ipv4')
}
