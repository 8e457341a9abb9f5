import { createServer, type Server, type Socket } from 'node:net'
import { formatAddress } from '@halfopen/core'
import type { SocketHandles } from '@halfopen/kernel'
import type { Address } from '../../../serving/index.js'
import { dial, pollIntervalMs, RELAY_SOCKET, reset, resolveTarget } from '../../relay/index.js'
import type { FlowPolicy } from '../../types.js'
import { destinationOf } from '../path/index.js'
import { descriptorOf } from '../../native/index.js'
import { ProbeEcho } from './probe-echo.js'

/** Its clients' ports are in use in another namespace, not in this one; some servers trust 127.0.0.1 only (Redis). */
const FROM = ['127.0.0.1', '127.0.0.2']

/**
 * The server's end of the path: takes what the client opened, to whatever
 * address, and continues it on this host. A RST or a FIN goes on as what it
 * is, in both directions.
 */
export class FarEnd implements AsyncDisposable {
  readonly #server: Server
  readonly #open = new Set<Socket>()
  readonly #echo: ProbeEcho
  #closed = false

  /** @param listening A server of the laboratory's network namespace. */
  constructor(
    listening: Server,
    readonly onward: { readonly target: Address; readonly handles: SocketHandles; readonly policy: FlowPolicy },
  ) {
    this.#echo = new ProbeEcho(onward.handles, pollIntervalMs(onward.policy.idleTimeoutMs))
    this.#server = createServer({ ...RELAY_SOCKET, pauseOnConnect: true }, (near) => void this.#continue(near))
    this.#server.listen(listening)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#echo[Symbol.dispose]()
    this.#closed = true
    const closed = new Promise((resolve) => this.#server.close(resolve))
    for (const socket of this.#open) socket.destroy()
    await closed
  }

  async #continue(near: Socket): Promise<void> {
    this.#keep(near)
    near.on('error', () => undefined)
    try {
      const destination = await resolveTarget(destinationOf(this.#wanted(near), this.onward.target))
      const far = await dial({ ...destination, from: FROM }, near.remotePort ?? 0, (socket) => this.#keep(socket))
      if (near.destroyed) reset(far)
      else this.#join(near, far)
    } catch {
      reset(near)
    }
  }

  #wanted(near: Socket): Address {
    const found = this.onward.handles.originalDestination(descriptorOf(near))
    return found === undefined ? this.onward.target : { host: formatAddress(found.address), port: found.port }
  }

  #join(near: Socket, far: Socket): void {
    // An error is a RST, or the kernel's end of patience: the other end shall not take it for a FIN.
    near.on('error', () => reset(far))
    far.on('error', () => reset(near))
    near.pipe(far)
    far.pipe(near)
    this.#echo.add({ far, near })
  }

  #keep(socket: Socket): void {
    // A connection that was being opened is tried another way when it fails: not any more.
    if (this.#closed) socket.destroy()
    this.#open.add(socket)
    socket.once('close', () => this.#open.delete(socket))
  }
}
