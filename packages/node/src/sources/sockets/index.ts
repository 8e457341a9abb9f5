import type { Socket } from 'node:net'

/** Local address and remote of a socket, as the kernel's tables name the connection; undefined when it has none. */
export function endpointsOf(socket: Socket | undefined): { local: string; remote: string } | undefined {
  if (socket?.remoteAddress === undefined) return undefined
  return {
    local: endpoint(socket.localAddress, socket.localPort),
    remote: endpoint(socket.remoteAddress, socket.remotePort),
  }
}

function endpoint(address: string | undefined, port: number | undefined): string {
  return address?.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}
