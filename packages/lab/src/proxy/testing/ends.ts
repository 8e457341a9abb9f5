import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { type Address, hostPort, serve } from '../../serving/index.js'

/** Waits for a condition, with a bound. */
export async function until(holds: () => boolean, what = 'the condition'): Promise<void> {
  const end = performance.now() + 15_000
  while (!holds()) {
    if (performance.now() > end) throw new Error(`${what} did not come to hold within 15 s`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

/** A server of the test: every connection goes to `serveOne`. */
export async function upstream(serveOne: (socket: Socket) => void) {
  const sockets: Socket[] = []
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => undefined)
    sockets.push(socket)
    serveOne(socket)
  })
  const serving = await serve(server)
  return {
    address: hostPort(serving.address),
    sockets,
    [Symbol.asyncDispose]: () => serving[Symbol.asyncDispose](),
  }
}

/** Sends back what it gets, and its end. */
export const echo = (socket: Socket): void => void socket.pipe(socket)

/** What one end of a connection has lived through. */
export class End implements AsyncDisposable {
  readonly socket: Socket
  readonly chunks: Buffer[] = []
  /** `fin`, or the error's code. */
  ending: string | undefined

  constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', (data: Buffer) => this.chunks.push(data))
    socket.once('end', () => (this.ending ??= 'fin'))
    socket.on('error', (error: NodeJS.ErrnoException) => (this.ending ??= error.code ?? error.message))
  }

  get bytes(): Buffer {
    return Buffer.concat(this.chunks)
  }

  get text(): string {
    return this.bytes.toString()
  }

  async hears(length: number): Promise<void> {
    await until(() => this.chunks.reduce((sum, chunk) => sum + chunk.length, 0) >= length, `${length} bytes`)
  }

  async ends(): Promise<string> {
    await until(() => this.ending !== undefined, 'the end')
    return this.ending ?? ''
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.socket.closed) return
    const closed = once(this.socket, 'close')
    this.socket.destroy()
    await closed
  }
}

export async function client({ host, port }: Address): Promise<End> {
  const socket = connect({ host, port, allowHalfOpen: true, noDelay: true })
  const end = new End(socket)
  await once(socket, 'connect')
  return end
}

export const hash = (data: Buffer): string => createHash('sha256').update(data).digest('hex')
