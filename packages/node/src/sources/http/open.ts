import type { Socket } from 'node:net'

/** Of a TLS socket; documented nowhere, and there since Node.js 10. */
type MaybeTls = Socket & { readonly encrypted?: boolean; readonly secureConnecting?: boolean }

/** Runs `then` when the connection is open, TLS included: at once where it is. An agent gives a new one away before. */
export function onceOpen(socket: MaybeTls, then: () => void): void {
  if (socket.destroyed) return
  if (!socket.connecting && socket.secureConnecting !== true) then()
  else socket.once(socket.encrypted === true ? 'secureConnect' : 'connect', then)
}
