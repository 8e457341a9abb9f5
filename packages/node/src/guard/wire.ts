import type { Socket } from 'node:net'

/**
 * Node's TCP handle. `socket.writableLength` counts a chunk until all of it
 * has been sent, so a client that reads one large chunk steadily would seem to
 * stand still; the queue of libuv shrinks with every byte. Node's own socket
 * timeout looks at it for the same reason (lib/net.js, _onTimeout).
 */
interface Handle {
  readonly bytesWritten?: number
  readonly writeQueueSize?: number
  /** Of the socket; -1 once it is closed; absent on Windows. */
  readonly fd?: number
}

const handleOf = (raw: Socket): Handle | null | undefined => (raw as unknown as { _handle?: Handle | null })._handle

export function descriptorOf(raw: Socket): number | undefined {
  const { fd } = handleOf(raw) ?? {}
  return fd !== undefined && fd >= 0 ? fd : undefined
}

/** Bytes of HTTP that the client has sent: of a TLS socket, what has been deciphered. */
export const received = (top: Socket): number => top.bytesRead

/** Bytes that wait for the client to read. */
export const unsent = (raw: Socket): number => handleOf(raw)?.writeQueueSize ?? raw.writableLength

/** Bytes that the kernel has taken for the client. */
export const sent = (raw: Socket): number =>
  (handleOf(raw)?.bytesWritten ?? raw.bytesWritten - raw.writableLength) - (handleOf(raw)?.writeQueueSize ?? 0)
