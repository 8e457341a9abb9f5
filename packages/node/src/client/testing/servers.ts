import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'

/** A server of a test; what it accepted ends with it. */
export interface TestServer<S = Server> extends AsyncDisposable {
  readonly url: string
  readonly port: number
  readonly server: S
  /** Connections accepted so far. */
  readonly accepted: () => number
  readonly sockets: Set<Socket>
}

export async function startHttp(listener: RequestListener, settings: Partial<Server> = {}): Promise<TestServer> {
  const server = Object.assign(createServer(listener), settings)
  return listening(server)
}

/** Every connection is answered by hand. */
export async function startTcp(onSocket: (socket: Socket, nth: number) => void) {
  let nth = 0
  const server = createTcpServer((socket) => {
    nth += 1
    onSocket(socket, nth)
  })
  return listening(server)
}

async function listening<S extends ReturnType<typeof createTcpServer>>(server: S): Promise<TestServer<S>> {
  const sockets = new Set<Socket>()
  let count = 0
  server.on('connection', (socket: Socket) => {
    count += 1
    sockets.add(socket)
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    server,
    sockets,
    accepted: () => count,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** Waits for a condition, at most 10 s. */
export async function until(holds: () => boolean): Promise<void> {
  const end = performance.now() + 10_000
  while (!holds()) {
    if (performance.now() > end) throw new Error('the condition did not come to hold within 10 s')
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}
