import type { Socket } from 'node:net'
import type { Connection } from './connection.js'
import { offFreeEnd, onFreeEnd } from './free-end.js'
import type { ConnectionEnd, EndedBy } from './types.js'

/** Listeners for the end of any connection, called on its socket: one of each for all, so that a connection costs no closure. */
export interface EndListeners {
  readonly finish: (this: Socket) => void
  readonly close: (this: Socket) => void
  /** It lay idle, and its server ended it. */
  readonly free: (socket: Socket) => void
}

/**
 * Listens for the end of a connection. Before all others on `end`: they close
 * it in turn, and who was first would be lost. No listener for errors: it would
 * keep an error that nobody handles from being thrown.
 */
export function watchEnd(socket: Socket, { finish, close, free }: EndListeners): void {
  socket.prependListener('end', finish)
  socket.on('close', close)
  onFreeEnd(socket, free)
}

export function leaveEnd(socket: Socket | undefined, { finish, close, free }: EndListeners): void {
  if (socket === undefined) return
  socket.off('end', finish).off('close', close)
  offFreeEnd(socket, free)
}

/** The end of a connection whose socket has received the peer's FIN. */
export function finishedBy(connection: Connection, socket: Socket, nowMs: number): ConnectionEnd {
  // What this program has ended before is its own end, and the FIN only the answer to it.
  const isAnswer = socket.writableEnded
  return endOf(connection, isAnswer ? 'client' : 'server', { how: isAnswer ? 'close' : 'FIN', nowMs })
}

/** The end of a connection whose socket is destroyed. */
export function closedBy(connection: Connection, socket: Socket | undefined, nowMs: number): ConnectionEnd {
  const error: NodeJS.ErrnoException | null | undefined = socket?.errored
  // Only what comes from the kernel has a system call: other errors are those that this program destroyed it with.
  const code = error?.syscall === undefined ? undefined : error.code
  if (code === 'ECONNRESET' || code === 'EPIPE') return endOf(connection, 'server', { how: 'RST', nowMs })
  if (code === 'ETIMEDOUT' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH') {
    return endOf(connection, 'path', { how: code, nowMs })
  }
  if (code !== undefined) return endOf(connection, 'unknown', { how: code, nowMs })
  return endOf(connection, socket === undefined ? 'unknown' : 'client', { how: 'close', nowMs })
}

function endOf(
  { active, freedAtMs, idleMs }: Connection,
  by: EndedBy,
  { how, nowMs }: { how: string; nowMs: number },
): ConnectionEnd {
  return active > 0
    ? { by, how, during: 'use', atMs: nowMs, idleMs }
    : { by, how, during: 'idle', atMs: nowMs, idleMs: nowMs - freedAtMs }
}
