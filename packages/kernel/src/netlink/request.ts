import { stateMask, type TcpState } from '@halfopen/core'
import {
  COMPACT_REQUEST_BYTES,
  HEADER_BYTES,
  INET_DIAG_INFO,
  IPPROTO_TCP,
  NLM_F_DUMP,
  NLM_F_REQUEST,
  REQUEST_BYTES,
  SOCK_DIAG_BY_FAMILY,
  SOCKET_ID_BYTES,
  TCPDIAG_GETSOCK,
} from './layout.js'

export interface DumpRequest {
  /** AF_INET, AF_INET6, or both in one walk of the kernel's table. */
  readonly family: number | 'both'
  /** The kernel sends sockets in these states only. */
  readonly states: readonly TcpState[]
  /** Comes back in every message of the answer. */
  readonly sequence: number
}

/** A dump request, in the byte order of the machine (little-endian). */
export function encodeDumpRequest({ family, states, sequence }: DumpRequest): Uint8Array {
  return family === 'both' ? encodeBoth(states, sequence) : encodeFamily(family, states, sequence)
}

/** struct inet_diag_req_v2: one family. */
function encodeFamily(family: number, states: readonly TcpState[], sequence: number): Uint8Array {
  const { bytes, view } = header(SOCK_DIAG_BY_FAMILY, REQUEST_BYTES, sequence)
  view.setUint8(HEADER_BYTES, family)
  view.setUint8(HEADER_BYTES + 1, IPPROTO_TCP)
  view.setUint8(HEADER_BYTES + 2, 1 << (INET_DIAG_INFO - 1))
  view.setUint32(HEADER_BYTES + 4, stateMask(states), true)
  return bytes
}

/**
 * struct inet_diag_req, the older request: it ignores the family
 * (inet_diag_dump_compat in net/ipv4/inet_diag.c), so one walk gives both. With
 * 100,000 sockets that saves a tenth of the kernel's time, and half of it in a
 * namespace that has few of them: every dump walks the table of the whole host.
 */
function encodeBoth(states: readonly TcpState[], sequence: number): Uint8Array {
  const { bytes, view } = header(TCPDIAG_GETSOCK, COMPACT_REQUEST_BYTES, sequence)
  view.setUint8(HEADER_BYTES + 3, 1 << (INET_DIAG_INFO - 1))
  view.setUint32(HEADER_BYTES + 4 + SOCKET_ID_BYTES, stateMask(states), true)
  return bytes
}

/** struct nlmsghdr, with room for the request behind it. */
function header(type: number, requestBytes: number, sequence: number): { bytes: Uint8Array; view: DataView } {
  const bytes = new Uint8Array(HEADER_BYTES + requestBytes)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, bytes.length, true)
  view.setUint16(4, type, true)
  view.setUint16(6, NLM_F_REQUEST | NLM_F_DUMP, true)
  view.setUint32(8, sequence, true)
  return { bytes, view }
}
