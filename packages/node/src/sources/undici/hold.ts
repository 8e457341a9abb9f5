import type { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import type { Hold } from '../../ledger/index.js'
import { drainBody, giveUp } from '../bodies/index.js'
import { connectionOf } from '../places/index.js'
import type { PoolView } from './pool.js'
import { bodyStream } from './shapes.js'

/** What an undici exchange holds. Everything weakly: undici itself keeps it alive as long as it lasts. */
export class UndiciHold implements Hold {
  private socket: WeakRef<Socket> | undefined
  private readonly handler: WeakRef<object> | undefined
  private stream: WeakRef<Readable> | undefined
  private view: PoolView | undefined
  private done = false
  /** Whether undici made its Request, which then reports every end by itself. */
  created = false

  constructor(handler: object | undefined) {
    this.handler = handler && new WeakRef(handler)
  }

  joined(view: PoolView): void {
    this.view = view
  }

  sent(socket: WeakRef<Socket>): void {
    this.socket = socket
  }

  /** The exchange is over; `keepBody`: go on answering isConsumed() for as long as the body lives. */
  finish(keepBody: boolean): void {
    const body = keepBody ? this.body() : undefined
    if (body !== undefined) this.stream = new WeakRef(body)
    this.done = true
  }

  bufferedBytes(): number | undefined {
    const socket = this.socket?.deref()
    const body = this.body()
    if (socket === undefined && body === undefined) return undefined
    return (socket?.readableLength ?? 0) + (body?.readableLength ?? 0)
  }

  bytesRead(): number | undefined {
    return this.socket?.deref()?.bytesRead
  }

  /**
   * True once data was taken; false while data waits untaken. Undefined when
   * no byte came, or the body cannot be seen: then a reader may well be waiting.
   */
  isConsumed(): boolean | undefined {
    const body = this.body()
    if (body === undefined) return undefined
    if (body.readableDidRead) return true
    return body.readableLength > 0 ? false : undefined
  }

  pool(): PoolView | undefined {
    return this.view
  }

  isLost(): boolean {
    return !this.created && this.view !== undefined && !this.view.hasQueued()
  }

  connection(): { local: string; remote: string } | undefined {
    return connectionOf(this.socket?.deref())
  }

  async drain(limits: { readonly bytes: number; readonly ms: number }): Promise<boolean> {
    const body = this.body()
    const options = { ...limits, isDone: () => this.done, destroy: () => this.destroy() }
    if (body !== undefined) return await drainBody(body, options)
    if (!this.done) this.destroy()
    return false
  }

  destroy(): void {
    const body = this.body()
    // undici hands the connection's error on to the body, where nobody may be listening.
    body?.on('error', () => undefined)
    const target = this.socket?.deref() ?? body
    if (target !== undefined) giveUp(target)
  }

  private body(): Readable | undefined {
    return this.stream?.deref() ?? bodyStream(this.handler?.deref())
  }
}
