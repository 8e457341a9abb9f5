import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer as createTcpServer } from 'node:net'

/** A server outside the command: `/bytes/N`, `/slow` (never ends), `/never` (no answer), `/refuse/N` (403, then closes). */
export async function startUpstream(): Promise<{ readonly url: string; readonly server: Server }> {
  const server = createServer((request, response) => {
    const [, route, n = '0'] = (request.url ?? '').split('/')
    if (route === 'never') return
    if (route === 'slow') return drip(response.writeHead(200))
    if (route === 'refuse') response.writeHead(403, { connection: 'close' })
    response.end(Buffer.alloc(Number(n), 'x'))
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server }
}

function drip(response: NodeJS.WritableStream): void {
  const timer = setInterval(() => response.write(Buffer.alloc(1000, 'x')), 20)
  response.on('close', () => clearInterval(timer))
}

/** Greets and answers in the manner of a database: a few small messages each way, then the session is kept. */
export async function startDatabase(): Promise<{ readonly port: number; readonly close: () => void }> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => undefined)
    socket.on('data', () => socket.write('R'.repeat(40)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { port: (server.address() as AddressInfo).port, close: () => void server.close() }
}
