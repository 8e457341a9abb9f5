import type { Result, TcpState } from '@halfopen/core'
import type { Reading, SocketSink, SocketSource } from '../sockets/index.js'
import { Dumper } from './dumper.js'
import type { Channel } from './socket.js'

/** One network namespace through sock_diag. After an error its socket is opened anew: nothing stale can arrive. */
export class NetlinkSource implements SocketSource {
  readonly kind = 'netlink'
  readonly #open: () => Result<Channel>
  #channel: Channel | undefined
  #dumper: Dumper | undefined

  constructor(open: () => Result<Channel>) {
    this.#open = open
  }

  read(states: readonly TcpState[], sink: SocketSink): Result<Reading> {
    const connected = this.#connect()
    if (!connected.ok) return connected
    const reading = connected.value.dump(states, sink)
    if (!reading.ok) this.close()
    return reading
  }

  close(): void {
    this.#channel?.close()
    this.#channel = undefined
    this.#dumper = undefined
  }

  #connect(): Result<Dumper> {
    if (this.#dumper !== undefined) return { ok: true, value: this.#dumper }
    const opened = this.#open()
    if (!opened.ok) return opened
    this.#channel = opened.value
    this.#dumper = new Dumper(opened.value)
    return { ok: true, value: this.#dumper }
  }
}
