import type { Server, Socket } from 'node:net'
import type { SocketHandles } from '@halfopen/kernel'
import { Bell, type Ending } from '../stream/index.js'

/** The proxy's socket towards one end of a connection, and what can be done to that end through it. */
export class Wire {
  readonly socket: Socket
  readonly #handles: SocketHandles | undefined
  readonly #sendable = new Bell()
  #vanished = 0
  #isDeaf = false
  #isFull = false
  #isOver = false
  #endedByUs = false
  #dropsBefore = 0
  /** Endings that came while this end must hear nothing. */
  #untold: Ending[] = []

  constructor(socket: Socket, handles: SocketHandles | undefined) {
    this.socket = socket
    this.#handles = handles
    socket.setNoDelay(true)
    // What happens to a socket is told by its `close`.
    socket.on('error', () => undefined)
    socket.once('close', () => this.#giveUp())
  }

  /** Closed or reset by us, or gone: what still comes from this end is for nobody. */
  get isOver(): boolean {
    return this.#isOver
  }

  /** It was us who closed or reset it; the other end need not learn it. */
  get endedByUs(): boolean {
    return this.#endedByUs
  }

  /** True when the kernel has taken it, false when the socket is gone; waits while this end must hear nothing. */
  async send(data: Buffer): Promise<boolean> {
    while (this.#vanished > 0 && !this.#isOver) await this.#sendable.wait()
    if (!this.socket.writable) return false
    return new Promise((resolve) => this.socket.write(data, (error) => resolve(!error)))
  }

  /** Reading stops while what has been read has no room. */
  setFull(isFull: boolean): void {
    this.#isFull = isFull
    this.#readOrNot()
  }

  vanish(): void {
    this.#vanished += 1
    if (this.#vanished > 1 || this.#isOver) return
    const fd = fdOf(this.socket)
    this.#isDeaf = this.#handles?.dropIncoming(fd) === true
    this.#dropsBefore = this.#handles?.drops(fd) ?? 0
    this.#readOrNot()
  }

  reappear(): void {
    this.#vanished -= 1
    if (this.#vanished > 0 || this.#isOver) return
    this.#hearAgain()
    this.#readOrNot()
    for (const ending of this.#untold.splice(0)) this.#end(ending)
    this.#sendable.ring()
  }

  /** How the stream or the connection ended: this end learns it now, or when it hears again. */
  tell(ending: Ending): void {
    if (this.#vanished > 0) this.#untold.push(ending)
    else this.#end(ending)
  }

  /** Since it vanished: whether anything has come from this end. */
  hasSpoken(): boolean {
    if (!this.#isDeaf) return this.socket.readableLength > 0
    return (this.#handles?.drops(fdOf(this.socket)) ?? 0) > this.#dropsBefore
  }

  segmentsIn(): number | undefined {
    const segments = this.#handles?.segmentsIn(fdOf(this.socket)) ?? -1
    return segments < 0 ? undefined : segments
  }

  /** A RST; not to an end that has had its FIN: libuv refuses (uv_tcp_close_reset), and the kernel resets it when it speaks. */
  reset(): void {
    this.#endByUs()
    if (this.socket.writableEnded) this.socket.destroy()
    else this.socket.resetAndDestroy()
  }

  /** At once. Whoever was kept from being heard learns it by a RST, everybody else by a FIN. */
  destroy(): void {
    if (this.#isDeaf) return this.reset()
    this.#endByUs()
    this.socket.destroy()
  }

  #end(ending: Ending): void {
    switch (ending) {
      case 'half-close':
        // A FIN, after what has been sent; this end may go on sending.
        this.socket.end()
        return
      case 'close':
        return this.#close()
      case 'reset':
        return this.reset()
    }
  }

  /** A FIN, after what has been sent, and nothing is heard any more. */
  #close(): void {
    this.#endByUs()
    this.socket.destroySoon()
  }

  #endByUs(): void {
    this.#endedByUs ||= !this.#isOver
    this.#giveUp()
  }

  #giveUp(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#hearAgain()
    this.#readOrNot()
    this.#sendable.ring()
  }

  /** With a filter in place the kernel would keep a closed socket for minutes: its FIN would never be acknowledged. */
  #hearAgain(): void {
    if (this.#isDeaf && !this.socket.destroyed) this.#handles?.acceptIncoming(fdOf(this.socket))
    this.#isDeaf = false
  }

  #readOrNot(): void {
    if (this.#isOver || (!this.#isFull && this.#vanished === 0)) this.socket.resume()
    else this.socket.pause()
  }
}

/** libuv's descriptor, which Node.js has no public name for; -1 when there is none (any more). */
export const fdOf = (socket: Socket | Server): number =>
  (socket as unknown as { _handle?: { fd?: number } | null })._handle?.fd ?? -1
