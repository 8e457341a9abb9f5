import type { Server } from 'node:net'
import type { SocketHandles } from '@halfopen/kernel'
import { serve, type Address, type Serving } from '../../serving/index.js'
import { fdOf } from '../flow/index.js'

/**
 * Where clients come in. It can be shut while it stays there: the kernel then
 * still connects clients, but they wait in its accept queue until that is full.
 */
export class Entrance implements AsyncDisposable {
  readonly #server: Server
  readonly #serving: Serving
  readonly #handles: SocketHandles | undefined
  /** While it is shut: what keeps the listener open. */
  #held: number | undefined

  private constructor(server: Server, serving: Serving, handles: SocketHandles | undefined) {
    this.#server = server
    this.#serving = serving
    this.#handles = handles
  }

  /** @throws HalfopenError HO_LISTEN. */
  static async open(server: Server, address: Address, handles: SocketHandles | undefined): Promise<Entrance> {
    return new Entrance(server, await serve(server, address), handles)
  }

  get address(): Address {
    return this.#serving.address
  }

  /** Nobody is accepted from now on. Where the kernel cannot be asked it stays open. */
  shut(): void {
    if (this.#held !== undefined) return
    // Node.js accepts as long as it has the listener: so it gives it up, and a second descriptor keeps it open.
    const copy = this.#handles?.borrow(process.pid, fdOf(this.#server))
    if (copy?.ok !== true) return
    this.#held = copy.value
    this.#server.close()
  }

  /** Accepts those who wait, and all who come. */
  reopen(): void {
    if (this.#held === undefined) return
    this.#server.listen({ fd: this.#held })
    this.#held = undefined
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#held !== undefined) this.#handles?.release(this.#held)
    this.#held = undefined
    await this.#serving[Symbol.asyncDispose]()
  }
}
