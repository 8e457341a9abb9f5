import type { Socket } from 'node:net'
import type { Silence } from './senses.js'

/**
 * Playing dead with Node's means alone: what arrives is left unread. Our
 * kernel still acknowledges it until its receive buffer is full.
 */
export class PauseSilence implements Silence {
  #knocked = false

  constructor(
    readonly socket: Socket,
    readonly onward: Socket,
  ) {}

  begin(): void {
    this.#knocked = false
    this.socket.unpipe()
    // A `readable` listener takes nothing out, and is called for data and for a FIN alike.
    this.socket.on('readable', this.#note)
  }

  knocked(): boolean {
    return this.#knocked
  }

  end(): void {
    this.socket.off('readable', this.#note)
    this.socket.pipe(this.onward)
  }

  readonly #note = (): void => {
    this.#knocked = true
  }
}
