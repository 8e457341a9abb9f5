import { HalfopenError, type Result } from '@halfopen/core'
import { allocate, EAGAIN, EINTR, errnoName, type Libc, type Memory } from '../native/index.js'
import type { Datagram } from './datagram.js'

const AF_NETLINK = 16
const SOCK_RAW_CLOEXEC = 3 | 0o2000000
const NETLINK_SOCK_DIAG = 4
const SOL_SOCKET = 1
const SO_RCVTIMEO = 20

/**
 * The kernel fills at most 32 KiB per datagram (netlink_dump in
 * net/netlink/af_netlink.c); the rest is room for kernels that will not.
 */
const BUFFER_BYTES = 256 * 1024
/** A dump of 100,000 sockets comes in a thousand datagrams, 0.1 ms apart: a second without one is a fault. */
const ANSWER_MS = 2000

/** What a dump needs of a socket: so that tests can answer with other bytes. */
export interface Channel {
  readonly datagram: Datagram
  send(request: Uint8Array): Result<void>
  /** Receives into `datagram`; the number of bytes. */
  receive(): Result<number>
  close(): void
}

/** A NETLINK_SOCK_DIAG socket; it belongs to the network namespace in which it was opened. */
export class NetlinkSocket implements Channel {
  readonly #libc: Libc
  readonly #fd: number
  readonly #memory: Memory

  private constructor(libc: Libc, fd: number, memory: Memory) {
    this.#libc = libc
    this.#fd = fd
    this.#memory = memory
  }

  /** The memory may be shared by sockets that are never used at the same time. */
  static open(libc: Libc, memory: Memory): Result<NetlinkSocket> {
    const fd = libc.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_SOCK_DIAG)
    if (fd < 0) return failed('HO_NETLINK_OPEN', 'socket', libc)
    const timeout = timeval(libc, ANSWER_MS)
    if (libc.setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, timeout.address, timeout.bytes.length) < 0) {
      const failure = failed('HO_NETLINK_OPEN', 'setsockopt(SO_RCVTIMEO)', libc)
      libc.close(fd)
      return failure
    }
    return { ok: true, value: new NetlinkSocket(libc, fd, memory) }
  }

  static memory(libc: Libc): Memory {
    return allocate(libc, BUFFER_BYTES)
  }

  get datagram(): Datagram {
    return this.#memory
  }

  send(request: Uint8Array): Result<void> {
    this.#memory.bytes.set(request)
    const sent = this.#libc.send(this.#fd, this.#memory.address, request.length, 0)
    return sent === request.length ? { ok: true, value: undefined } : failed('HO_NETLINK_RECEIVE', 'send', this.#libc)
  }

  receive(): Result<number> {
    for (;;) {
      const length = this.#libc.recv(this.#fd, this.#memory.address, this.#memory.bytes.length, 0)
      if (length >= 0) return { ok: true, value: length }
      const errno = this.#libc.errno()
      if (errno === EINTR) continue
      const what = errno === EAGAIN ? `no answer within ${ANSWER_MS} ms` : `recv failed: ${errnoName(errno)}`
      return { ok: false, error: new HalfopenError('HO_NETLINK_RECEIVE', `sock_diag: ${what}`) }
    }
  }

  close(): void {
    this.#libc.close(this.#fd)
  }
}

/** struct timeval of a 64-bit Linux: two words of eight bytes. */
function timeval(libc: Libc, ms: number): Memory {
  const memory = allocate(libc, 16)
  memory.words[0] = Math.floor(ms / 1000)
  memory.words[2] = (ms % 1000) * 1000
  return memory
}

function failed(code: 'HO_NETLINK_OPEN' | 'HO_NETLINK_RECEIVE', call: string, libc: Libc): Result<never> {
  return {
    ok: false,
    error: new HalfopenError(code, `${call} for NETLINK_SOCK_DIAG failed: ${errnoName(libc.errno())}`),
  }
}
