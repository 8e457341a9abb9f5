import type { Hold } from '../../ledger/index.js'
import { drainBody, giveUp, waitsForPeer } from '../bodies/index.js'
import { connectionOf } from '../../connections/index.js'
import type { PoolView } from './pool.js'
import { poolOf } from './pools.js'
import type { Request, Response } from './shapes.js'

/**
 * What an exchange of node:http holds, through one reference to its request: Node.js keeps the request alive as long as
 * its connection lasts, and the response keeps it afterwards.
 */
export class HttpHold implements Hold {
  private view: PoolView | undefined
  /** Whether an agent gave it a connection. */
  assigned = false
  private done = false
  /** Strong only until the first look; see `request()`. */
  private fresh: Request | undefined
  private weak: WeakRef<Request> | undefined

  constructor(
    request: Request,
    private readonly origin: string,
  ) {
    this.fresh = request
  }

  /** The exchange is over: its connection is another's now, or gone. `keepsBody`: `isConsumed()` goes on answering. */
  finish(keepsBody: boolean): void {
    this.done = true
    if (keepsBody) this.request()
    this.fresh = undefined
  }

  bufferedBytes(): number | undefined {
    const request = this.leased()
    if (request === undefined) return undefined
    return (request.socket?.readableLength ?? 0) + (request.res?.readableLength ?? 0)
  }

  bytesRead(): number | undefined {
    return this.leased()?.socket?.bytesRead
  }

  /**
   * True once data was taken. False while data waits untaken, or while nothing was ever attached that could read: even
   * a response without a byte then keeps its connection, because its end goes unheard. Undefined while a reader waits.
   */
  isConsumed(): boolean | undefined {
    const response = this.response()
    if (response === undefined) return undefined
    if (response.readableDidRead) return true
    return isUntouched(response) || response.readableLength > 0 ? false : undefined
  }

  waitsForPeer(): boolean {
    return waitsForPeer(this.response())
  }

  pool(): PoolView | undefined {
    if (this.view !== undefined) return this.view
    const request = this.leased()
    const found = request && poolOf(request, this.origin)
    if (found?.isSure === true) this.view = found.view
    return found?.view
  }

  /** Node.js tells nothing of a request that was destroyed in an agent's queue, nor does one whose listeners were all removed. */
  isLost(): boolean {
    if (this.done) return false
    const request = this.request()
    return request === undefined || request.closed || (request.destroyed && !this.assigned)
  }

  connection(): { local: string; remote: string } | undefined {
    return connectionOf(this.leased()?.socket)
  }

  async drain({ bytes, ms }: { readonly bytes: number; readonly ms: number }): Promise<boolean> {
    const response = this.leased()?.res ?? undefined
    // Whoever listens for the end would take what he got for the whole.
    if (response !== undefined && isUntouched(response) && response.listenerCount('end') <= NODES_OWN) {
      const waiting = response.socket?.readableLength ?? 0
      const [isDone, destroy] = [() => response.readableEnded, () => this.destroy()]
      return await drainBody(response, { bytes: bytes + waiting, ms, isDone, destroy })
    }
    this.destroy()
    return false
  }

  destroy(): void {
    const request = this.leased()
    const response = request?.res
    if (request === undefined) return
    if (response === undefined || response === null) return giveUp(request)
    // First the socket, without a reason: Node.js would tell the reason to the request, where nobody may be listening.
    request.socket?.destroy()
    giveUp(response)
  }

  private leased(): Request | undefined {
    return this.done ? undefined : this.request()
  }

  private response(): Response | undefined {
    return this.request()?.res ?? undefined
  }

  /**
   * From the first look on the request is held weakly. Most exchanges end before one, and are spared the weak reference,
   * which costs the garbage collector more than all the rest costs the program.
   */
  private request(): Request | undefined {
    if (this.fresh !== undefined) this.weak = new WeakRef(this.fresh)
    this.fresh = undefined
    return this.weak?.deref()
  }
}

/** Node.js itself listens for the end, to free the connection. */
const NODES_OWN = 1

/** Neither a listener nor a pipe, nor resume(). */
function isUntouched(response: Response): boolean {
  return response.readableFlowing === null
}
