import type { TcpState } from '@halfopen/core'

/** TCP keep-alive as the kernel holds it; null where only its timer could be seen. */
export interface KeepAliveFacts {
  readonly enabled: boolean
  readonly timeS: number | null
  readonly intervalS: number | null
  readonly probes: number | null
}

/** A stretch in which no data went either way. */
export interface Silence {
  readonly ms: number
  /** Segments without data that this end sent meanwhile: keep-alive probes, or answers to the other end's. */
  readonly segmentsOut: number
  /** Segments without data that arrived meanwhile. */
  readonly segmentsIn: number
}

/**
 * Who ended a connection. `client` and `server`: whose FIN came first. `reset`: the other end's RST, `timed-out`: the
 * kernel gave it up after unanswered probes or retransmits. `halfopen`: we ended the client that held it.
 */
export type ClosedBy = 'client' | 'server' | 'reset' | 'timed-out' | 'halfopen'

/** What the kernel said of one connection while its client held it. Times from the client's start, ms. */
export interface ConnectionFacts {
  readonly pid: number
  readonly local: string
  readonly localPort: number
  readonly remote: string
  readonly openedMs: number
  /** null: still open when its client was ended. */
  readonly closedMs: number | null
  /** When last seen. */
  readonly state: TcpState
  readonly established: boolean
  /** As last read; null: could not be read. */
  readonly keepAlive: KeepAliveFacts | null
  /** 0: the system's retransmission limit decides; null: could not be read. */
  readonly userTimeoutMs: number | null
  readonly bytesSent: number
  readonly bytesReceived: number
  /** When last seen; null: could not be read. */
  readonly unreadBytes: number | null
  readonly retransmits: number
  /** How many times data was sent after data had come, and the first time: at least the requests that were seen. */
  readonly turns: number
  readonly longestSilence: Silence
  /** The silence that lasted when it was last seen. */
  readonly lastSilence: Silence
  /** The client shut down its sending side and kept the descriptor. */
  readonly halfClosed: boolean
  readonly closedBy: ClosedBy | null
  /** A thread was blocked on it when its client was ended; null: not looked at. */
  readonly awaited: boolean | null
}
