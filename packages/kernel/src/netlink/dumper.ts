import { HalfopenError, type Result, type TcpState } from '@halfopen/core'
import { ENOENT, errnoName } from '../native/index.js'
import type { Reading, SocketSink } from '../sockets/index.js'
import { decodeDatagram } from './decode.js'
import { AF_INET, AF_INET6 } from './layout.js'
import { encodeDumpRequest } from './request.js'
import type { Channel } from './socket.js'

/** A table that changes all the time is never dumped in peace: after that many, an inconsistent dump is taken. */
const ATTEMPTS = 3

type Family = number | 'both'

/** What one complete dump was. */
interface Dumped {
  readonly inconsistent: boolean
  /** The errno with which the kernel refused; 0 when it did not. */
  readonly refusal: number
}

/** Dumps the TCP sockets of one network namespace through its channel. */
export class Dumper {
  readonly #channel: Channel
  /** Every request has its own number, so that an answer to another one is noticed. */
  #sequence = 0
  #families: readonly Family[] = ['both']

  constructor(channel: Channel) {
    this.#channel = channel
  }

  /** After an error, close the channel: the rest of the answer may still arrive. */
  dump(states: readonly TcpState[], sink: SocketSink): Result<Reading> {
    let inconsistent = false
    for (const family of this.#families) {
      const dumped = this.#dumpInPeace(family, states, sink)
      if (!dumped.ok) return dumped
      inconsistent ||= dumped.value.inconsistent
      const { refusal } = dumped.value
      if (refusal === 0 || isMissingFamily(family, refusal)) continue
      if (family !== 'both') return refused(refusal)
      this.#families = [AF_INET, AF_INET6]
      return this.dump(states, sink)
    }
    return { ok: true, value: { inconsistent } }
  }

  /** Asks again when the kernel says that the table changed meanwhile. */
  #dumpInPeace(family: Family, states: readonly TcpState[], sink: SocketSink): Result<Dumped> {
    const mark = sink.mark()
    for (let attempt = 1; ; attempt++) {
      const dumped = this.#dumpOnce(family, states, sink)
      if (!dumped.ok || !dumped.value.inconsistent || attempt === ATTEMPTS) return dumped
      sink.rewind(mark)
    }
  }

  #dumpOnce(family: Family, states: readonly TcpState[], sink: SocketSink): Result<Dumped> {
    this.#sequence = (this.#sequence + 1) >>> 0
    const sent = this.#channel.send(encodeDumpRequest({ family, states, sequence: this.#sequence }))
    if (!sent.ok) return sent
    let inconsistent = false
    for (;;) {
      const received = this.#channel.receive()
      if (!received.ok) return received
      const answer = decodeDatagram(this.#channel.datagram, received.value, this.#sequence, sink)
      if (!answer.ok) return answer
      inconsistent ||= answer.value.interrupted
      if (answer.value.done) return { ok: true, value: { inconsistent, refusal: answer.value.refusal } }
    }
  }
}

/** A kernel without IPv6 has no handler for it: then there are no such sockets. */
const isMissingFamily = (family: Family, refusal: number): boolean => family === AF_INET6 && refusal === ENOENT

function refused(errno: number): Result<never> {
  const message = `sock_diag refused the dump: ${errnoName(errno)}`
  return { ok: false, error: new HalfopenError('HO_NETLINK_RECEIVE', message) }
}
