import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'

/** What a server does with one connection: `nth` request on it, counted from 1. */
export type OnRequest = (socket: Socket, nth: number) => void

export interface RawServer extends AsyncDisposable {
  readonly url: string
  readonly port: number
  readonly sockets: ReadonlySet<Socket>
  readonly server: Server
}

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n'

/** An answer of two bytes; `more`: further header lines. */
export function answer(socket: Socket, more = ''): void {
  socket.write(`${HEAD}${more}\r\nok`)
}

/** A server that speaks HTTP by hand, so that it can end connections in every way. */
export async function startRaw(onRequest: OnRequest): Promise<RawServer> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    let requests = 0
    sockets.add(socket)
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    socket.on('data', () => {
      requests += 1
      onRequest(socket, requests)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    sockets,
    server,
    async [Symbol.asyncDispose]() {
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** The error with which something fails. */
export async function errorOf(promise: PromiseLike<unknown>): Promise<unknown> {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('it did not fail')
}

export async function sleep(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms))
}
