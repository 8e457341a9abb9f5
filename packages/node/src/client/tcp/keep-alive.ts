import type { Socket } from 'node:net'

/** TCP keep-alive as the options give it; a time of 0 is off. */
export interface KeepAlive {
  readonly keepAliveTimeMs: number
  readonly keepAliveIntervalMs: number
  readonly keepAliveProbes: number
}

type SetKeepAlive = (enable: boolean, timeMs: number, intervalMs?: number, probes?: number) => unknown

/**
 * Arms TCP keep-alive; call it once the socket is connected, because each attempt of Happy Eyeballs has a handle of its
 * own. Before Node.js 24.19 the last two arguments are ignored: interval 1 s and 10 probes are then
 * fixed in libuv (`uv__tcp_keepalive`).
 */
export function armKeepAlive(socket: Socket, options: KeepAlive): void {
  const { keepAliveTimeMs, keepAliveIntervalMs, keepAliveProbes } = options
  const arm = socket.setKeepAlive.bind(socket) as SetKeepAlive
  arm(keepAliveTimeMs > 0, keepAliveTimeMs, keepAliveIntervalMs, keepAliveProbes)
}
