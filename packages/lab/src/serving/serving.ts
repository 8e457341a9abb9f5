import { once } from 'node:events'
import type { AddressInfo, Server, Socket } from 'node:net'
import { HalfopenError } from '@halfopen/core'

export interface ListenOptions {
  /** Address to listen on; default 127.0.0.1, so that nothing outside this host reaches a laboratory. */
  readonly host?: string
  /** 0–65535; default 0: the kernel picks a free one. */
  readonly port?: number
}

export interface Address {
  readonly host: string
  readonly port: number
}

/** A server that listens, together with every connection it accepted. */
export interface Serving extends AsyncDisposable {
  readonly address: Address
}

/**
 * Listens, and remembers what was accepted: disposing closes the listener and
 * destroys what is left, so that nothing outlives it. HO_LISTEN when the
 * address is taken or not ours.
 */
export async function serve(server: Server, { host = '127.0.0.1', port = 0 }: ListenOptions = {}): Promise<Serving> {
  const open = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  try {
    server.listen({ host, port })
    await once(server, 'listening')
  } catch (cause) {
    const { message } = cause as Error
    throw new HalfopenError('HO_LISTEN', `could not listen on ${host} port ${port}: ${message}`, { cause })
  }
  // A connection that fails while it is accepted is no reason to end the program.
  server.on('error', () => undefined)
  let closed: Promise<void> | undefined
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      for (const socket of open) socket.destroy()
    })
  return {
    address: { host, port: (server.address() as AddressInfo).port },
    [Symbol.asyncDispose]: () => (closed ??= close()),
  }
}

/** `127.0.0.1:80`, `[::1]:80`. */
export const hostPort = ({ host, port }: Address): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
