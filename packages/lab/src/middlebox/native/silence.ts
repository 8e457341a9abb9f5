import type { SocketHandles } from '@halfopen/kernel'
import type { Silence } from '../relay/index.js'

/**
 * True silence: the kernel drops all that arrives before TCP sees it, so that
 * nothing is acknowledged and the sender retransmits as on a dead path.
 */
export class FilterSilence implements Silence {
  #drops = 0

  constructor(
    readonly handles: SocketHandles,
    readonly fd: number,
  ) {}

  begin(): void {
    this.#drops = this.handles.drops(this.fd)
    this.handles.dropIncoming(this.fd)
  }

  knocked(): boolean {
    return this.handles.drops(this.fd) > this.#drops
  }

  end(): void {
    this.handles.acceptIncoming(this.fd)
  }
}

/** Where filters are refused: the stream is left unread, and what TCP itself takes in shows that something knocked. */
export class UnreadSilence implements Silence {
  #segments = 0

  constructor(
    readonly handles: SocketHandles,
    readonly fd: number,
    readonly pause: Silence,
  ) {}

  begin(): void {
    this.#segments = this.handles.segmentsIn(this.fd)
    this.pause.begin()
  }

  knocked(): boolean {
    return this.pause.knocked() || this.handles.segmentsIn(this.fd) > this.#segments
  }

  end(): void {
    this.pause.end()
  }
}
