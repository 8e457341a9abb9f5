import { executionAsyncId } from 'node:async_hooks'
import type { Socket } from 'node:net'
import { hiddenField } from '../hidden-field/index.js'

type Tell = (socket: Socket) => void

/** A client of ours and the tracker may both listen. */
const first = hiddenField<Socket, Tell | undefined>()
const second = hiddenField<Socket, Tell | undefined>()

/**
 * Tells when the server ends a connection that lies idle in an agent of node:http. Node.js 22.23, 24.21 and others then
 * destroy it from within its read callback, without an `end` or an error: it would look as if this program had done it.
 */
export function onFreeEnd(socket: Socket, tell: Tell): void {
  const free = first.get(socket) === undefined ? first : second
  free.set(socket, tell)
  if (Object.hasOwn(socket, 'destroy')) return
  // One function for all; an own property, which nobody sees who lists them.
  Object.defineProperty(socket, 'destroy', { value: destroy, configurable: true, writable: true })
}

export function offFreeEnd(socket: Socket, tell: Tell): void {
  for (const field of [first, second]) if (field.get(socket) === tell) field.set(socket, undefined)
}

function destroy(this: Socket, ...args: Parameters<Socket['destroy']>): Socket {
  if (args[0] === undefined && isReading(this)) {
    first.get(this)?.(this)
    second.get(this)?.(this)
  }
  return (Object.getPrototypeOf(this) as Socket).destroy.apply(this, args)
}

/** Whether what runs is the callback of its own handle. */
function isReading(socket: Socket): boolean {
  const { _handle } = socket as { _handle?: { getAsyncId?(): number } | null }
  return _handle?.getAsyncId?.() === executionAsyncId()
}
