import { type AddressWords, ipv4Words } from '@halfopen/core'
import type { Endpoint } from './facts.js'
import { AF_INET, AF_INET6 } from './layout.js'

const PORT_AT = 2
const IPV4_AT = 4
const IPV6_AT = 8

/** A struct sockaddr as the kernel fills it (ip(7), ipv6(7)); undefined for another family, and for port 0. */
export function endpointIn(sockaddr: Uint8Array): Endpoint | undefined {
  const view = new DataView(sockaddr.buffer, sockaddr.byteOffset, sockaddr.length)
  const address = addressIn(view, view.getUint16(0, true))
  const port = view.getUint16(PORT_AT)
  return address === undefined || port === 0 ? undefined : { address, port }
}

function addressIn(view: DataView, family: number): AddressWords | undefined {
  if (family === AF_INET) return ipv4Words(view.getUint32(IPV4_AT))
  if (family !== AF_INET6) return undefined
  return [
    view.getUint32(IPV6_AT),
    view.getUint32(IPV6_AT + 4),
    view.getUint32(IPV6_AT + 8),
    view.getUint32(IPV6_AT + 12),
  ]
}
