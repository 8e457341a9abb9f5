import type { Socket } from 'node:net'

/** Of a TLS socket; documented nowhere, and there since Node.js 10. */
type MaybeTls = Socket & { readonly encrypted?: boolean; readonly secureConnecting?: boolean }

/** Tells of the connection when it is open, TLS included: at once where it is. An agent gives a new one away before. */
export function onceOpen(socket: MaybeTls, tell: (found: { readonly isNew: boolean }) => void): void {
  if (socket.destroyed) return
  if (!socket.connecting && socket.secureConnecting !== true) tell({ isNew: false })
  else socket.once(socket.encrypted === true ? 'secureConnect' : 'connect', () => tell({ isNew: true }))
}
