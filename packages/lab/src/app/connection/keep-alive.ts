import type { Socket } from 'node:net'

import { SocketHandles } from '@halfopen/kernel'

/** Arms TCP keep-alive on a socket that the app accepted: the server's end probes. */
export type ArmKeepAlive = (socket: Socket, timeMs: number) => void

/** Unanswered probes until the connection is dead; Linux's own tcp_keepalive_probes. */
const PROBES = 9

/**
 * Through the kernel where koffi loads: the interval is then the time itself.
 * Else through Node.js, whose interval is 1 s and whose probes are 10, fixed
 * (before 24.19). Both count in whole seconds, at least 1.
 */
export function keepAliveArmer(): ArmKeepAlive {
  let handles: ReturnType<typeof SocketHandles.open> | undefined
  return (socket, timeMs) => {
    // Opened when it is needed: most runs never ask for it.
    handles ??= SocketHandles.open()
    const timeS = Math.max(1, Math.round(timeMs / 1000))
    const fd = descriptorOf(socket)
    const settings = { enabled: true, timeS, intervalS: timeS, probes: PROBES }
    const armed = handles.ok && fd !== undefined && handles.value.setKeepAlive(fd, settings)
    if (!armed) socket.setKeepAlive(true, timeS * 1000)
  }
}

/** Node.js has no public way to a socket's descriptor; -1 once it is closed. */
function descriptorOf(socket: Socket): number | undefined {
  const { _handle: handle } = socket as { _handle?: { readonly fd?: number } | null }
  return handle?.fd === undefined || handle.fd < 0 ? undefined : handle.fd
}
