import { type Columns, UNKNOWN_WINDOW } from '@halfopen/core'

/** Rows are used again from look to look: one without tcp_info must not show that of another connection. */
export function clearInfo(c: Columns, row: number): void {
  c.hasInfo[row] = 0
  c.retransmits[row] = 0
  c.backoff[row] = 0
  c.unackedSegments[row] = 0
  c.lastDataSentMs[row] = 0
  c.lastDataReceivedMs[row] = 0
  c.lastAckReceivedMs[row] = 0
  c.rttUs[row] = 0
  c.bytesAcked[row] = 0
  c.bytesReceived[row] = 0
  c.segmentsIn[row] = 0
  c.dataSegmentsIn[row] = 0
  c.dataSegmentsOut[row] = 0
  c.peerWindowBytes[row] = UNKNOWN_WINDOW
}
