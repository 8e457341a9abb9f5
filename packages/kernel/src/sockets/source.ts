import type { Result, TcpState } from '@halfopen/core'
import type { SocketSink } from './sink.js'

/** Reads all TCP sockets of one network namespace. */
export interface SocketSource {
  readonly kind: 'netlink' | 'procfs'
  read(states: readonly TcpState[], sink: SocketSink): Result<Reading>
  close(): void
}

export interface Reading {
  /** The table changed while it was read, again and again: some rows may be missing or doubled. */
  readonly inconsistent: boolean
}
