import { HalfopenError, type Result, stateName, TCP_STATES, timerName } from '@halfopen/core'
import type { SocketSink } from '../sockets/index.js'
import { BROKEN_ATTRIBUTES, findInfo } from './attributes.js'
import type { Datagram } from './datagram.js'
import {
  AF_INET,
  AF_INET6,
  HEADER_BYTES,
  KIND_WORD,
  LENGTH_WORD,
  NLM_F_DUMP_INTR,
  NLMSG_DONE,
  NLMSG_ERROR,
  NLMSG_NOOP,
  ROW_BYTES,
  SEQUENCE_WORD,
  SOCK_DIAG_BY_FAMILY,
  TCPDIAG_GETSOCK,
} from './layout.js'
import { addConnection, addListener } from './rows.js'

/** What one datagram of a dump's answer was. */
export interface Answer {
  /** The dump is complete. */
  readonly done: boolean
  /** The kernel says that the table changed meanwhile (NLM_F_DUMP_INTR). */
  readonly interrupted: boolean
  /** The errno with which the kernel refused; 0 when it did not. */
  readonly refusal: number
}

/**
 * Decodes the first `length` bytes of a datagram into the sink. Total: any
 * bytes give an answer or HO_NETLINK_DECODE; rows before a bad one may have
 * been added, so a caller that goes on rewinds the sink first.
 */
export function decodeDatagram(datagram: Datagram, length: number, sequence: number, sink: SocketSink): Result<Answer> {
  sink.table.reserve(sink.table.length + Math.floor(length / ROW_BYTES))
  const { words } = datagram
  let interrupted = false
  let at = 0
  while (at < length) {
    const message = at >>> 2
    const size = words[message + LENGTH_WORD] ?? 0
    const left = length - at
    if (left < HEADER_BYTES || size < HEADER_BYTES || size > left) {
      return broken(`a message of ${size} bytes where ${left} are left`)
    }
    if (words[message + SEQUENCE_WORD] !== sequence) {
      return broken(`sequence number ${words[message + SEQUENCE_WORD]} where ${sequence} was asked`)
    }
    const typeAndFlags = words[message + LENGTH_WORD + 1] ?? 0
    const type = typeAndFlags & 0xffff
    interrupted ||= ((typeAndFlags >>> 16) & NLM_F_DUMP_INTR) !== 0
    if (type === SOCK_DIAG_BY_FAMILY || type === TCPDIAG_GETSOCK) {
      const fault = decodeSocket(datagram, at, size, sink)
      if (fault !== undefined) return broken(fault)
    } else if (type === NLMSG_DONE || type === NLMSG_ERROR) {
      return ending(words, message, size, interrupted)
    } else if (type !== NLMSG_NOOP) {
      return broken(`message type ${type}`)
    }
    at += (size + 3) & ~3
  }
  return { ok: true, value: { done: false, interrupted, refusal: 0 } }
}

/** NLMSG_DONE and NLMSG_ERROR both begin with 0 or a negative errno. */
function ending(words: Uint32Array, message: number, size: number, interrupted: boolean): Result<Answer> {
  if (size < HEADER_BYTES + 4) return broken(`an ending of ${size} bytes where ${HEADER_BYTES + 4} are the least`)
  const status = (words[message + KIND_WORD] ?? 0) | 0
  if (status > 0) return broken(`status ${status} in an ending`)
  return { ok: true, value: { done: true, interrupted, refusal: -status } }
}

/** One socket. The fault, or undefined when there is none. */
function decodeSocket(datagram: Datagram, at: number, size: number, sink: SocketSink): string | undefined {
  if (size < ROW_BYTES) return `a socket of ${size} bytes where ${ROW_BYTES} are the least`
  const message = at >>> 2
  const kind = datagram.words[message + KIND_WORD] ?? 0
  const family = kind & 0xff
  const state = (kind >>> 8) & 0xff
  const timer = (kind >>> 16) & 0xff
  if (family !== AF_INET && family !== AF_INET6) return `address family ${family}`
  if (stateName(state) === undefined) return `TCP state ${state}`
  if (timerName(timer) === undefined) return `timer ${timer}`
  const info = findInfo(datagram, at + ROW_BYTES, at + size)
  if (info === BROKEN_ATTRIBUTES) return `attributes that do not fit into a socket of ${size} bytes`
  if (state === TCP_STATES.LISTEN) addListener(sink, datagram, message)
  else addConnection(sink, datagram, message, info)
  return undefined
}

function broken(what: string): Result<never> {
  return { ok: false, error: new HalfopenError('HO_NETLINK_DECODE', `sock_diag answered with ${what}`) }
}
