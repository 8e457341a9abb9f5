import { type Columns, UNKNOWN_WINDOW } from '@halfopen/core'
import { wide, word } from '../sockets/index.js'
import { payloadBytes } from './attributes.js'
import type { Datagram } from './datagram.js'
import { ATTRIBUTE_BYTES, INFO, INFO_BYTES_READ } from './layout.js'

const FULL_WORDS = INFO_BYTES_READ / 4
/** A short tcp_info is copied here and filled up with zeros, so that there is one way to read it. */
const padded = new Uint32Array(FULL_WORDS)

/** The attribute INET_DIAG_INFO at the byte `attribute`: older kernels give a shorter struct tcp_info. */
export function writeInfo(c: Columns, row: number, datagram: Datagram, attribute: number): void {
  const at = (attribute + ATTRIBUTE_BYTES) >>> 2
  const length = payloadBytes(datagram, attribute)
  if (length >= INFO_BYTES_READ) return writeFullInfo(c, row, datagram.words, at)
  padded.fill(0)
  padded.set(datagram.words.subarray(at, at + (length >>> 2)))
  writeFullInfo(c, row, padded, 0)
  c.peerWindowBytes[row] = UNKNOWN_WINDOW
}

function writeFullInfo(c: Columns, row: number, words: Uint32Array, at: number): void {
  c.hasInfo[row] = 1
  c.retransmits[row] = (word(words, at + INFO.RETRANSMITS) >>> 16) & 0xff
  c.backoff[row] = word(words, at + INFO.BACKOFF) & 0xff
  c.unackedSegments[row] = word(words, at + INFO.UNACKED)
  c.lastDataSentMs[row] = word(words, at + INFO.LAST_DATA_SENT)
  c.lastDataReceivedMs[row] = word(words, at + INFO.LAST_DATA_RECV)
  c.lastAckReceivedMs[row] = word(words, at + INFO.LAST_ACK_RECV)
  c.rttUs[row] = word(words, at + INFO.RTT)
  c.bytesAcked[row] = wide(words, at + INFO.BYTES_ACKED)
  c.bytesReceived[row] = wide(words, at + INFO.BYTES_RECEIVED)
  c.segmentsIn[row] = word(words, at + INFO.SEGS_IN)
  c.dataSegmentsIn[row] = word(words, at + INFO.DATA_SEGS_IN)
  c.dataSegmentsOut[row] = word(words, at + INFO.DATA_SEGS_OUT)
  c.peerWindowBytes[row] = word(words, at + INFO.SND_WND)
}
