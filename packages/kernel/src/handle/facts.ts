import type { AddressWords, TcpState } from '@halfopen/core'

/** What TCP_INFO says of one connection; times are ms before the call, in steps of one kernel tick (1 to 10 ms). */
export interface TcpInfo {
  readonly state: TcpState
  /** Retransmits of the oldest unacknowledged segment; 0 when all is well. */
  readonly retransmits: number
  /** Unanswered keep-alive or zero-window probes. */
  readonly probes: number
  readonly backoff: number
  readonly unackedSegments: number
  readonly lastDataSentMs: number
  readonly lastDataReceivedMs: number
  readonly lastAckReceivedMs: number
  readonly rttUs: number
  /** Segments sent again since the connection began. */
  readonly retransmitsEver: number
  readonly bytesAcked: number
  /** Without what was sent again; 0 before Linux 4.19. */
  readonly bytesSent: number
  readonly bytesReceived: number
  readonly segmentsOut: number
  /** Grows with every segment from the other end, keep-alive probes included. */
  readonly segmentsIn: number
  readonly notSentBytes: number
  readonly dataSegmentsIn: number
  readonly dataSegmentsOut: number
}

/** TCP keep-alive as armed on one socket (tcp(7)). */
export interface KeepAlive {
  /** SO_KEEPALIVE. */
  readonly enabled: boolean
  /** TCP_KEEPIDLE, seconds: silence before the first probe. */
  readonly timeS: number
  /** TCP_KEEPINTVL, seconds between probes. */
  readonly intervalS: number
  /** TCP_KEEPCNT: unanswered probes until the connection is dead. */
  readonly probes: number
}

/** One end of a connection; IPv4 is held as a mapped address. */
export interface Endpoint {
  readonly address: AddressWords
  readonly port: number
}

/** Both ends of a socket. */
export interface Endpoints {
  readonly local: Endpoint
  /** undefined before connect(2), and after an attempt that failed. */
  readonly remote: Endpoint | undefined
}
