import { formatEndpoint } from '@halfopen/core'
import type { Endpoint, SocketHandles, TcpInfo } from '@halfopen/kernel'
import type { Reading, SocketReader } from './reading.js'
import type { SocketDescriptor } from './descriptors.js'
import { bytesWithoutFin } from './fin.js'

const NO_DESCRIPTOR = -1

/**
 * Borrows a client's descriptor, reads it and gives it back, all in some ten microseconds. A borrowed descriptor keeps
 * the socket open: were the client to close it just then, its FIN would go out when we give it back. So nothing is
 * held from look to look, and nothing between `borrow` and `release` waits.
 */
export class BorrowedSockets implements SocketReader {
  readonly #handles: SocketHandles
  readonly #otherKinds = new Set<number>()
  #refusal: string | undefined

  constructor(handles: SocketHandles) {
    this.#handles = handles
  }

  /** Why a descriptor could not be borrowed although its process has it; undefined: it never happened. */
  get refusal(): string | undefined {
    return this.#refusal
  }

  /** Makes every call once, on no descriptor. */
  warmUp(): void {
    this.#read(NO_DESCRIPTOR)
  }

  read({ pid, fd, inode }: SocketDescriptor): Reading | undefined {
    if (this.#otherKinds.has(inode)) return undefined
    const borrowed = this.#handles.borrow(pid, fd)
    if (!borrowed.ok) {
      if (/: E(PERM|ACCES|NOSYS)$/.test(borrowed.error.message)) this.#refusal = borrowed.error.message
      return undefined
    }
    try {
      return this.#readOwn(borrowed.value, inode)
    } finally {
      this.#handles.release(borrowed.value)
    }
  }

  #readOwn(fd: number, inode: number): Reading | undefined {
    const reading = this.#read(fd)
    if (reading === undefined) this.#otherKinds.add(inode)
    return reading
  }

  /** undefined where it is no TCP socket. */
  #read(fd: number): Reading | undefined {
    const info = this.#handles.info(fd)
    const endpoints = this.#handles.endpoints(fd)
    const options = {
      keepAlive: this.#handles.keepAlive(fd) ?? null,
      userTimeoutMs: this.#handles.userTimeoutMs(fd) ?? null,
      unreadBytes: this.#handles.unreadBytes(fd) ?? null,
    }
    if (info === undefined) return undefined
    return {
      ...countersOf(info),
      ...options,
      local: textOf(endpoints?.local),
      localPort: endpoints?.local.port ?? 0,
      remote: textOf(endpoints?.remote),
    }
  }
}

function countersOf(info: TcpInfo) {
  return {
    state: info.state,
    bytesSent: info.bytesSent,
    bytesReceived: bytesWithoutFin(info),
    segmentsOut: info.segmentsOut,
    segmentsIn: info.segmentsIn,
    retransmits: info.retransmitsEver,
    unanswered: Math.max(info.retransmits, info.probes),
    silentMs: Math.min(info.lastDataSentMs, info.lastDataReceivedMs),
  }
}

const textOf = (endpoint: Endpoint | undefined): string =>
  endpoint === undefined ? '' : formatEndpoint(endpoint.address, endpoint.port)
