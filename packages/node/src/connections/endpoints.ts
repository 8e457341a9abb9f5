import type { Socket } from 'node:net'

/** Local port and remote, as the kernel's tables name the connection; undefined while, or once, there is none. */
export function connectionOf(socket: Socket | null | undefined): { local: string; remote: string } | undefined {
  const remote = remoteOf(socket)
  // Node.js forgets its own end when the connection closes, and remembers the other.
  if (remote === undefined || socket?.localAddress === undefined) return undefined
  return { local: endpoint(socket.localAddress, socket.localPort), remote }
}

export function remoteOf(socket: Socket | null | undefined): string | undefined {
  return socket?.remoteAddress === undefined ? undefined : endpoint(socket.remoteAddress, socket.remotePort)
}

function endpoint(address: string, port: number | undefined): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}
