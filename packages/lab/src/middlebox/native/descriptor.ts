import type { Server, Socket } from 'node:net'

/** Node tells the descriptor of a socket to nobody but itself; -1 when there is none. */
export function descriptorOf(socket: Socket | Server): number {
  const handle: unknown = Reflect.get(socket, '_handle')
  const fd: unknown = typeof handle === 'object' && handle !== null ? Reflect.get(handle, 'fd') : undefined
  return typeof fd === 'number' ? fd : -1
}
