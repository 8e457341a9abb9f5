import type { Socket } from 'node:net'

/** Of a TLS socket; documented nowhere, and there since Node.js 10. */
type MaybeTls = Socket & { readonly encrypted?: boolean; readonly secureConnecting?: boolean }

/** Whether the connection is open, TLS included. */
export function isOpen({ destroyed, connecting, secureConnecting }: MaybeTls): boolean {
  return !destroyed && !connecting && secureConnecting !== true
}

/** Tells when a connection is open that is not yet: an agent gives a new one away before. Never where it fails. */
export function onceOpen(socket: MaybeTls, tell: () => void): void {
  if (!socket.destroyed) socket.once(socket.encrypted === true ? 'secureConnect' : 'connect', tell)
}
