import type { Socket } from 'node:net'
import type { ProxyEvent } from '../events.js'
import type { LabProxy } from '../proxies/index.js'
import { type ProxyServerOptions, startProxyServer } from '../server.js'
import type { ToxicSpec } from '../toxics/index.js'
import { client, End, until, upstream } from './ends.js'

/** A server of the test, a proxy in front of it, and a client through it. */
export async function play({ toxics = [], serve = () => undefined, ...options }: Scene): Promise<Played> {
  const events: ProxyEvent[] = []
  const servers: End[] = []
  const server = await upstream((socket) => {
    serve(socket)
    servers.push(new End(socket))
  })
  const lab = await startProxyServer({ ...options, onEvent: (event) => events.push(event) })
  const proxy = await lab.create({ name: 'under-test', upstream: server.address, toxics })
  const clients: End[] = []
  const open = async () => {
    const end = await client(proxy.address)
    clients.push(end)
    return end
  }
  return {
    proxy,
    events,
    open,
    async pair() {
      const near = await open()
      await until(() => servers.length === clients.length, 'the connection to the server')
      return { near, far: servers.at(-1) as End }
    },
    async acted(what) {
      await until(() => events.some((event) => event.event === 'toxic-acted' && event.what.startsWith(what)), what)
    },
    async [Symbol.asyncDispose]() {
      await lab[Symbol.asyncDispose]()
      await Promise.all(clients.map((end) => end[Symbol.asyncDispose]()))
      await server[Symbol.asyncDispose]()
    },
  }
}

interface Scene extends ProxyServerOptions {
  readonly toxics?: readonly ToxicSpec[]
  /** What the server does with a connection; default it only listens. */
  readonly serve?: (socket: Socket) => void
}

interface Played extends AsyncDisposable {
  readonly proxy: LabProxy
  readonly events: readonly ProxyEvent[]
  /** A client's connection. */
  open(): Promise<End>
  /** A client's connection and the server's end of it. */
  pair(): Promise<{ near: End; far: End }>
  /** Waits until a toxic says that it did something. */
  acted(what: string): Promise<void>
}

/** libuv's descriptor of a socket. */
export const fdOf = (socket: Socket): number => (socket as unknown as { _handle: { fd: number } })._handle.fd
