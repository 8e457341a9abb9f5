import type { Datagram } from '../netlink/datagram.js'
import { decodeDatagram } from '../netlink/decode.js'
import { SocketSink } from '../sockets/index.js'
import { answerOf, captured, type Kind } from './captured.js'

/** Bytes as a channel receives them: at the front of a larger, aligned buffer that holds other things behind. */
export function datagramOf(bytes: Uint8Array): Datagram {
  const buffer = new ArrayBuffer(Math.ceil(bytes.length / 4) * 4 + 64)
  const all = new Uint8Array(buffer).fill(0xa5)
  all.set(bytes)
  return { bytes: all, words: new Uint32Array(buffer) }
}

/** Decodes a captured answer. */
export function decoded(kind: Kind): SocketSink {
  const sink = new SocketSink()
  for (const bytes of answerOf(kind)) {
    const answer = decodeDatagram(datagramOf(bytes), bytes.length, captured.sequence, sink)
    if (!answer.ok) throw answer.error
  }
  return sink
}
