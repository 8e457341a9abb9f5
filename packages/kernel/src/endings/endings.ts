import { formatEndpoint, HalfopenError, type Result } from '@halfopen/core'
import { allocate, EAGAIN, EINTR, errnoName, type Libc, loadLibc, type Memory } from '../native/index.js'
import { decodeDatagram } from '../netlink/index.js'
import { SocketSink } from '../sockets/index.js'

const AF_NETLINK = 16
const SOCK_RAW_CLOEXEC = 3 | 0o2000000
const NETLINK_SOCK_DIAG = 4
const SOL_SOCKET = 1
const SO_RCVBUF = 8
const MSG_DONTWAIT = 0x40
/** SKNLGRP_INET_TCP_DESTROY (1) and SKNLGRP_INET6_TCP_DESTROY (3) of include/uapi/linux/sock_diag.h, a bit each. */
const GROUPS = 0b101
/** struct sockaddr_nl: u16 family, padding, u32 pid (0: the kernel chooses), u32 groups. */
const SOCKADDR_BYTES = 12
/** The kernel sends the endings of many sockets apart: a message is far smaller. */
const BUFFER_BYTES = 32 * 1024
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024
/** Their messages answer no request (inet_diag_handler_get_info in net/ipv4/inet_diag.c). */
const NO_SEQUENCE = 0

/** The last words of a TCP socket that the kernel has freed. */
export interface Ending {
  readonly local: string
  readonly remote: string
  /** The other end answered its SYN, or it was accepted. */
  readonly established: boolean
  /** Bytes that the other end acknowledged; the SYN of a client counts one, and so does the FIN where it was sent. */
  readonly bytesAcked: number
  /** The other end's FIN counts one where it came before the socket was freed. */
  readonly bytesReceived: number
  readonly dataSegmentsIn: number
  readonly dataSegmentsOut: number
}

/**
 * Hears of every TCP socket of this network namespace when the kernel frees it, with its final counters: also of those
 * that lived too short to be found by looking. A client's socket is freed when it enters TIME-WAIT.
 */
export class SocketEndings implements Disposable {
  readonly #libc: Libc
  readonly #fd: number
  readonly #memory: Memory
  readonly #sink = new SocketSink()
  #lost = false

  private constructor(libc: Libc, fd: number) {
    this.#libc = libc
    this.#fd = fd
    this.#memory = allocate(libc, BUFFER_BYTES)
  }

  /** Fails with HO_NATIVE or HO_NETLINK_OPEN. */
  static open(): Result<SocketEndings> {
    const libc = loadLibc()
    if (!libc.ok) return libc
    const fd = libc.value.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_SOCK_DIAG)
    if (fd < 0) return refused(libc.value, 'socket')
    const endings = new SocketEndings(libc.value, fd)
    if (endings.#join()) return { ok: true, value: endings }
    const failure = refused(libc.value, 'bind')
    endings[Symbol.dispose]()
    return failure
  }

  /** More ended at once than the kernel kept for us: some were not heard of. */
  get lost(): boolean {
    return this.#lost
  }

  /** Those that ended since the last call; does not wait. */
  read(): readonly Ending[] {
    this.#sink.clear()
    while (this.#receive());
    return Array.from({ length: this.#sink.table.length }, (_, row) => this.#at(row))
  }

  [Symbol.dispose](): void {
    this.#libc.close(this.#fd)
  }

  #receive(): boolean {
    const length = this.#libc.recv(this.#fd, this.#memory.address, BUFFER_BYTES, MSG_DONTWAIT)
    if (length < 0) return this.#afterError(this.#libc.errno())
    const mark = this.#sink.mark()
    if (decodeDatagram(this.#memory, length, NO_SEQUENCE, this.#sink).ok) return true
    this.#sink.rewind(mark)
    this.#lost = true
    return true
  }

  /** ENOBUFS tells that messages were dropped; those behind it can still be read. */
  #afterError(errno: number): boolean {
    if (errno === EAGAIN) return false
    if (errno !== EINTR) this.#lost = true
    return errno === EINTR || errnoName(errno) === 'ENOBUFS'
  }

  #at(row: number): Ending {
    const { table } = this.#sink
    const c = table.columns
    const bytesAcked = c.bytesAcked[row] ?? 0
    return {
      local: formatEndpoint(table.localAddress(row), c.localPort[row] ?? 0),
      remote: formatEndpoint(table.remoteAddress(row), c.remotePort[row] ?? 0),
      established: bytesAcked > 0 || (c.bytesReceived[row] ?? 0) > 0,
      bytesAcked,
      bytesReceived: c.bytesReceived[row] ?? 0,
      dataSegmentsIn: c.dataSegmentsIn[row] ?? 0,
      dataSegmentsOut: c.dataSegmentsOut[row] ?? 0,
    }
  }

  /** NETLINK_ADD_MEMBERSHIP would do only on a socket that is bound. */
  #join(): boolean {
    const { words, address } = this.#memory
    words[0] = RECEIVE_BUFFER_BYTES
    this.#libc.setsockopt(this.#fd, SOL_SOCKET, SO_RCVBUF, address, 4)
    words.set([AF_NETLINK, 0, GROUPS])
    return this.#libc.bind(this.#fd, address, SOCKADDR_BYTES) === 0
  }
}

function refused(libc: Libc, call: string): Result<never> {
  const why = `${call} for the endings of TCP sockets failed: ${errnoName(libc.errno())}`
  return { ok: false, error: new HalfopenError('HO_NETLINK_OPEN', why) }
}
