import { formatEndpoint, stateName, type TcpState, type Timer, timerName } from '../words/index.js'
import type { ConnectionTable } from './table.js'

/** What tcp_info says about one connection. */
export interface ConnectionInfo {
  readonly lastDataSentMs: number
  readonly lastDataReceivedMs: number
  readonly lastAckReceivedMs: number
  readonly retransmits: number
  readonly backoff: number
  readonly rttMs: number
  readonly bytesAcked: number
  readonly bytesReceived: number
  readonly dataSegmentsIn: number
  readonly dataSegmentsOut: number
}

/** One connection as an object: made only for what is shown or reported. */
export interface Connection {
  readonly local: string
  readonly remote: string
  readonly state: TcpState
  readonly timer: { readonly kind: Timer; readonly expiresMs: number; readonly retries: number }
  readonly receiveQueueBytes: number
  readonly sendQueueBytes: number
  readonly inode: number
  /** Kernel cookie in hexadecimal, as `ss -e` prints it; empty where the source has none. */
  readonly cookie: string
  /** null where the source has no tcp_info (the /proc fallback, TIME-WAIT). */
  readonly info: ConnectionInfo | null
}

export function connectionAt(table: ConnectionTable, row: number): Connection {
  const c = table.columns
  return {
    local: formatEndpoint(table.localAddress(row), c.localPort[row] ?? 0),
    remote: formatEndpoint(table.remoteAddress(row), c.remotePort[row] ?? 0),
    state: stateName(c.state[row] ?? 0) ?? 'CLOSED',
    timer: {
      kind: timerName(c.timer[row] ?? 0) ?? 'none',
      expiresMs: c.timerExpiresMs[row] ?? 0,
      retries: c.timerRetries[row] ?? 0,
    },
    receiveQueueBytes: c.receiveQueueBytes[row] ?? 0,
    sendQueueBytes: c.sendQueueBytes[row] ?? 0,
    inode: c.inode[row] ?? 0,
    cookie: (c.cookie[row] ?? 0) === 0 ? '' : (c.cookie[row] ?? 0).toString(16),
    info: c.hasInfo[row] === 1 ? infoAt(table, row) : null,
  }
}

function infoAt(table: ConnectionTable, row: number): ConnectionInfo {
  const c = table.columns
  return {
    lastDataSentMs: c.lastDataSentMs[row] ?? 0,
    lastDataReceivedMs: c.lastDataReceivedMs[row] ?? 0,
    lastAckReceivedMs: c.lastAckReceivedMs[row] ?? 0,
    retransmits: c.retransmits[row] ?? 0,
    backoff: c.backoff[row] ?? 0,
    rttMs: (c.rttUs[row] ?? 0) / 1000,
    bytesAcked: c.bytesAcked[row] ?? 0,
    bytesReceived: c.bytesReceived[row] ?? 0,
    dataSegmentsIn: c.dataSegmentsIn[row] ?? 0,
    dataSegmentsOut: c.dataSegmentsOut[row] ?? 0,
  }
}
