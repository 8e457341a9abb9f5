import { HalfopenError, type Result, stateName } from '@halfopen/core'
import { allocate, errnoName, type Libc, loadLibc, type Memory } from '../native/index.js'
import { wide, word } from '../sockets/index.js'
import { endpointIn } from './address.js'
import type { Endpoint, Endpoints, KeepAlive, TcpInfo } from './facts.js'
import {
  DROP_ALL,
  INFO,
  IPPROTO_TCP,
  MEMINFO_BYTES,
  MEMINFO_DROPS_WORD,
  PROGRAM_BYTES,
  SIOCINQ,
  SO_ATTACH_FILTER,
  SO_DETACH_FILTER,
  SO_KEEPALIVE,
  SO_MEMINFO,
  SO_ORIGINAL_DST,
  SO_PEERNAME,
  SOCKADDR_BYTES,
  SOL_IP,
  SOL_SOCKET,
  TCP_INFO,
  TCP_INFO_BYTES,
  TCP_KEEPCNT,
  TCP_KEEPIDLE,
  TCP_KEEPINTVL,
  TCP_USER_TIMEOUT,
} from './layout.js'

/**
 * Asks and sets what tcp(7) offers on a socket that this process holds, by
 * its descriptor: its own, or one borrowed from another process. Nothing is
 * allocated per call: a proxy may ask a thousand sockets a hundred times a
 * second. A descriptor that is closed, or no TCP socket, gives undefined.
 */
export class SocketHandles {
  readonly #libc: Libc
  readonly #answer: Memory
  readonly #length: Memory
  readonly #program: Memory

  private constructor(libc: Libc) {
    this.#libc = libc
    this.#answer = allocate(libc, TCP_INFO_BYTES)
    this.#length = allocate(libc, 4)
    this.#program = allocate(libc, PROGRAM_BYTES + DROP_ALL.length)
    this.#program.bytes.set(DROP_ALL, PROGRAM_BYTES)
    new DataView(this.#program.bytes.buffer).setUint16(0, 1, true)
    new BigUint64Array(this.#program.bytes.buffer)[1] = BigInt(this.#program.address + PROGRAM_BYTES)
  }

  /** Fails with HO_NATIVE where koffi does not load. */
  static open(): Result<SocketHandles> {
    const libc = loadLibc()
    return libc.ok ? { ok: true, value: new SocketHandles(libc.value) } : libc
  }

  info(fd: number): TcpInfo | undefined {
    if (!this.#ask(fd, IPPROTO_TCP, TCP_INFO, TCP_INFO_BYTES)) return undefined
    const { bytes, words } = this.#answer
    const state = stateName(bytes[INFO.STATE_AT] ?? 0)
    if (state === undefined) return undefined
    return {
      state,
      retransmits: bytes[INFO.RETRANSMITS_AT] ?? 0,
      probes: bytes[INFO.PROBES_AT] ?? 0,
      backoff: bytes[INFO.BACKOFF_AT] ?? 0,
      unackedSegments: word(words, INFO.UNACKED),
      lastDataSentMs: word(words, INFO.LAST_DATA_SENT),
      lastDataReceivedMs: word(words, INFO.LAST_DATA_RECV),
      lastAckReceivedMs: word(words, INFO.LAST_ACK_RECV),
      rttUs: word(words, INFO.RTT),
      retransmitsEver: word(words, INFO.TOTAL_RETRANS),
      bytesAcked: wide(words, INFO.BYTES_ACKED),
      bytesSent: wide(words, INFO.BYTES_SENT) - wide(words, INFO.BYTES_RETRANS),
      bytesReceived: wide(words, INFO.BYTES_RECEIVED),
      segmentsOut: word(words, INFO.SEGS_OUT),
      segmentsIn: word(words, INFO.SEGS_IN),
      notSentBytes: word(words, INFO.NOTSENT),
      dataSegmentsIn: word(words, INFO.DATA_SEGS_IN),
      dataSegmentsOut: word(words, INFO.DATA_SEGS_OUT),
    }
  }

  /** tcpi_segs_in alone, for polling: it grows with each keep-alive probe that arrives; -1 when the socket is gone. */
  segmentsIn(fd: number): number {
    return this.#ask(fd, IPPROTO_TCP, TCP_INFO, TCP_INFO_BYTES) ? word(this.#answer.words, INFO.SEGS_IN) : -1
  }

  /** Segments that a filter kept from this socket since it was made; -1 when the socket is gone. */
  drops(fd: number): number {
    return this.#ask(fd, SOL_SOCKET, SO_MEMINFO, MEMINFO_BYTES) ? word(this.#answer.words, MEMINFO_DROPS_WORD) : -1
  }

  keepAlive(fd: number): KeepAlive | undefined {
    const enabled = this.#number(fd, SOL_SOCKET, SO_KEEPALIVE)
    const timeS = this.#number(fd, IPPROTO_TCP, TCP_KEEPIDLE)
    const intervalS = this.#number(fd, IPPROTO_TCP, TCP_KEEPINTVL)
    const probes = this.#number(fd, IPPROTO_TCP, TCP_KEEPCNT)
    if (enabled === undefined || timeS === undefined || intervalS === undefined || probes === undefined)
      return undefined
    return { enabled: enabled !== 0, timeS, intervalS, probes }
  }

  /** Where it is bound and to where it is connected; undefined where there is no IP socket with a port. */
  endpoints(fd: number): Endpoints | undefined {
    this.#answer.bytes.fill(0, 0, SOCKADDR_BYTES)
    this.#length.words[0] = SOCKADDR_BYTES
    if (this.#libc.getsockname(fd, this.#answer.address, this.#length.address) !== 0) return undefined
    const local = endpointIn(this.#answer.bytes)
    if (local === undefined) return undefined
    const known = this.#ask(fd, SOL_SOCKET, SO_PEERNAME, this.#length.words[0] ?? 0)
    return { local, remote: known ? endpointIn(this.#answer.bytes) : undefined }
  }

  /** Where the other end meant to connect to before netfilter sent it here (IPv4); undefined where conntrack knows nothing of it. */
  originalDestination(fd: number): Endpoint | undefined {
    return this.#ask(fd, SOL_IP, SO_ORIGINAL_DST, SOCKADDR_BYTES) ? endpointIn(this.#answer.bytes) : undefined
  }

  /** Bytes received that nobody has read; a FIN does not count. */
  unreadBytes(fd: number): number | undefined {
    return this.#libc.ioctl(fd, SIOCINQ, this.#length.address) === 0 ? word(this.#length.words, 0) : undefined
  }

  /** Arms, changes or (`enabled: false`) stops keep-alive. False when the kernel refuses: seconds 1–32767, probes 1–127. */
  setKeepAlive(fd: number, { enabled, timeS, intervalS, probes }: KeepAlive): boolean {
    if (!enabled) return this.#set(fd, SOL_SOCKET, SO_KEEPALIVE, 0)
    return (
      this.#set(fd, IPPROTO_TCP, TCP_KEEPIDLE, timeS) &&
      this.#set(fd, IPPROTO_TCP, TCP_KEEPINTVL, intervalS) &&
      this.#set(fd, IPPROTO_TCP, TCP_KEEPCNT, probes) &&
      this.#set(fd, SOL_SOCKET, SO_KEEPALIVE, 1)
    )
  }

  /** TCP_USER_TIMEOUT in ms; 0 means that tcp_retries2 decides. */
  userTimeoutMs(fd: number): number | undefined {
    return this.#number(fd, IPPROTO_TCP, TCP_USER_TIMEOUT)
  }

  /**
   * From now on the kernel drops every segment that arrives for this socket,
   * before TCP sees it: nothing is acknowledged, not even a probe, just as on
   * a dead path (net/ipv4/tcp_ipv4.c, tcp_filter). False where the kernel
   * refuses; some ask for CAP_NET_ADMIN.
   */
  dropIncoming(fd: number): boolean {
    return this.#libc.setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, this.#program.address, PROGRAM_BYTES) === 0
  }

  /** Undoes `dropIncoming`. */
  acceptIncoming(fd: number): boolean {
    return this.#set(fd, SOL_SOCKET, SO_DETACH_FILTER, 0)
  }

  /**
   * A descriptor of this process for the socket that another one holds. It
   * keeps the socket open until `release`. Needs the rights of ptrace: the
   * same user where Yama allows it, or root (HO_BORROW says which failed).
   */
  borrow(pid: number, descriptor: number): Result<number> {
    const pidfd = this.#libc.pidfdOpen(pid, 0)
    if (pidfd < 0) return this.#refused(`process ${pid} could not be opened`)
    const fd = this.#libc.pidfdGetfd(pidfd, descriptor, 0)
    const error = fd < 0 ? this.#refused(`descriptor ${descriptor} of process ${pid} could not be borrowed`) : undefined
    this.#libc.close(pidfd)
    return error ?? { ok: true, value: fd }
  }

  release(fd: number): void {
    this.#libc.close(fd)
  }

  #refused(what: string): Result<never> {
    return { ok: false, error: new HalfopenError('HO_BORROW', `${what}: ${errnoName(this.#libc.errno())}`) }
  }

  #number(fd: number, level: number, option: number): number | undefined {
    return this.#ask(fd, level, option, 4) ? word(this.#answer.words, 0) : undefined
  }

  #ask(fd: number, level: number, option: number, size: number): boolean {
    const { bytes, address } = this.#answer
    // An older kernel answers a shorter tcp_info: the rest must not be that of the last call.
    bytes.fill(0, 0, size)
    this.#length.words[0] = size
    return this.#libc.getsockopt(fd, level, option, address, this.#length.address) === 0
  }

  #set(fd: number, level: number, option: number, value: number): boolean {
    this.#length.words[0] = value
    return this.#libc.setsockopt(fd, level, option, this.#length.address, 4) === 0
  }
}
