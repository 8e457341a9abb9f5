import { isIPv4 } from 'node:net'
import type { Address } from '../../../serving/index.js'

// 198.18.0.0/15 is set aside for laboratories (RFC 2544): it hides nothing that a client may want to reach.

export const CLIENT = '198.18.0.2'
export const MIDDLE_TO_CLIENT = '198.18.0.1'
export const MIDDLE_TO_SERVER = '198.18.1.1'
export const SERVER = '198.18.1.2'

/** What the client calls 127.0.x.y travels as 198.19.x.y: a loopback address cannot cross a wire. */
export const LOOPBACK = '127.0.0.0/8'
export const LOOPBACK_ON_THE_WIRE = '198.19.0.0/16'

/** Where the client connects to reach `target`: there, where an IPv4 client can say so. */
export function addressFor(target: Address): Address {
  return isIPv4(target.host) ? target : { host: SERVER, port: target.port }
}

/** Where a flow that arrived for `wire` goes on to, seen from this host. */
export function destinationOf(wire: Address, target: Address): Address {
  if (wire.host === SERVER) return target
  return wire.host.startsWith('198.19.') ? { host: `127.0.${wire.host.slice(7)}`, port: wire.port } : wire
}
