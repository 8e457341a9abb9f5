import { ClientRequest } from 'node:http'
import type { Socket } from 'node:net'
import type { Desk } from './desk.js'
import type { Request } from './shapes.js'

type OnSocket = (this: Request, socket: Socket | null | undefined, ...rest: unknown[]) => void

/** Every agent hands a request its connection by `request.onSocket(socket)`; without one it says why not. */
export function hookSockets(desk: Desk): () => void {
  const prototype = ClientRequest.prototype as unknown as { onSocket: OnSocket }
  const original = prototype.onSocket
  const onSocket: OnSocket = function onSocket(socket, ...rest) {
    if (socket !== null && socket !== undefined) desk.assigned(this, socket, onSocket)
    original.call(this, socket, ...rest)
  }
  prototype.onSocket = onSocket
  return () => {
    if (prototype.onSocket === onSocket) prototype.onSocket = original
  }
}
