import type { TcpState } from '@halfopen/core'
import type { KeepAliveFacts } from '../facts/index.js'

/** One look at one socket. */
export interface Reading {
  readonly state: TcpState
  readonly local: string
  readonly localPort: number
  /** Empty where it is not connected to anything. */
  readonly remote: string
  readonly keepAlive: KeepAliveFacts | null
  readonly userTimeoutMs: number | null
  readonly unreadBytes: number | null
  readonly bytesSent: number
  /** Data only, not the FIN. */
  readonly bytesReceived: number
  readonly segmentsOut: number
  readonly segmentsIn: number
  readonly retransmits: number
  /** Retransmits of the oldest segment or probes that were not answered, as of now. */
  readonly unanswered: number
  /** Since data last went either way, ms. */
  readonly silentMs: number
}

/** Reads sockets that another process holds. */
export interface SocketReader {
  /** undefined where it cannot be read now: it is no TCP socket, or it was closed meanwhile. */
  read(socket: { readonly pid: number; readonly fd: number; readonly inode: number }): Reading | undefined
}
