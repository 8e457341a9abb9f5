import type { Socket } from 'node:net'

/** Local port and remote, as the kernel's tables name the connection; undefined while, or once, there is none. */
export function connectionOf(socket: Socket | null | undefined): { local: string; remote: string } | undefined {
  if (socket?.remoteAddress === undefined) return undefined
  return {
    local: endpoint(socket.localAddress, socket.localPort),
    remote: endpoint(socket.remoteAddress, socket.remotePort),
  }
}

function endpoint(address: string | undefined, port: number | undefined): string {
  return address?.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}
