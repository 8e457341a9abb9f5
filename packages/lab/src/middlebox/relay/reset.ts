import type { Socket } from 'node:net'

/** Ends the connection with a RST, where it still stands. */
export function reset(socket: Socket): void {
  if (socket.destroyed) return
  // libuv refuses a reset while a shutdown waits behind unsent data (uv_tcp_close_reset), and would leak the socket.
  const shuttingDown = socket.writableEnded && !socket.writableFinished
  if (shuttingDown) socket.destroy()
  else socket.resetAndDestroy()
}
