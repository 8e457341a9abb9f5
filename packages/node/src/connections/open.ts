import type { Socket } from 'node:net'
import { hiddenField } from '../hidden-field/index.js'

/** Of a TLS socket; documented nowhere, and there since Node.js 10. */
type MaybeTls = Socket & { readonly encrypted?: boolean; readonly secureConnecting?: boolean }

/** Whether the connection is open, TLS included. */
export function isOpen({ destroyed, connecting, secureConnecting }: MaybeTls): boolean {
  return !destroyed && !connecting && secureConnecting !== true
}

/** Who waits for a connection to open: requests that are destroyed meanwhile hand it on to the next, many times maybe. */
const waiting = hiddenField<Socket, (() => void)[] | undefined>()

/** Tells when a connection is open that is not yet: an agent gives a new one away before. Never where it fails. */
export function onceOpen(socket: MaybeTls, tell: () => void): void {
  if (socket.destroyed) return
  const others = waiting.get(socket)
  if (others !== undefined) {
    others.push(tell)
    return
  }
  const all = [tell]
  waiting.set(socket, all)
  socket.once(socket.encrypted === true ? 'secureConnect' : 'connect', () => {
    waiting.set(socket, undefined)
    for (const each of all) each()
  })
}
