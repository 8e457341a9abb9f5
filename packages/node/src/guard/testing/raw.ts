import { once } from 'node:events'
import type { Server } from 'node:net'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** Waits until it holds; fails after ten seconds. */
export async function until(holds: () => boolean): Promise<void> {
  for (const deadline = performance.now() + 10_000; !holds(); await sleep(5)) {
    if (performance.now() > deadline) throw new Error(`it never came to hold: ${holds.toString()}`)
  }
}

/** Listens on a free port; the server and all it accepted end with the block. */
export async function serving(server: Server): Promise<AsyncDisposable & { readonly port: number }> {
  const open = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      for (const socket of open) socket.destroy()
      if (!server.listening) return
      server.close()
      await once(server, 'close')
    },
  }
}

/** A client that says exactly what it is told, and notes what comes. */
export class Raw implements Disposable {
  text = ''
  hasEnded = false

  /** Of an open socket. */
  constructor(readonly socket: Socket) {
    socket.on('data', (bytes: Buffer) => (this.text += bytes.toString('latin1')))
    socket.on('error', () => undefined).on('close', () => (this.hasEnded = true))
  }

  static async to({ port }: { readonly port: number }): Promise<Raw> {
    const socket = connect({ port, host: '127.0.0.1' })
    await once(socket, 'connect')
    return new Raw(socket)
  }

  say(text: string): this {
    this.socket.write(text)
    return this
  }

  get(path: string, headers = ''): this {
    return this.say(`GET ${path} HTTP/1.1\r\nHost: x\r\n${headers}\r\n`)
  }

  async has(text: string): Promise<this> {
    await until(() => this.text.includes(text))
    return this
  }

  async ended(): Promise<this> {
    await until(() => this.hasEnded)
    return this
  }

  [Symbol.dispose](): void {
    this.socket.destroy()
  }
}
