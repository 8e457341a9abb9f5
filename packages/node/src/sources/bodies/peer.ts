import type { Readable } from 'node:stream'

/** Streams that lead to another stream: decompression, a cipher, a counter. More than this is no pipe of a person's. */
const MAX_PIPES = 8

interface Target {
  readonly destroyed?: boolean
  readonly writableNeedDrain?: boolean
}

/**
 * Whether a body is piped to somebody across the network who takes his time: its connection waits for him, and nobody
 * here fails to read. Once he has gone, the pipe leads nowhere, and this is false.
 */
export function waitsForPeer(body: Readable | undefined, depth = 0): boolean {
  return targetsOf(body).some((target) => {
    if (target.destroyed === true) return false
    if (isPeer(target)) return target.writableNeedDrain === true
    return depth < MAX_PIPES && waitsForPeer(target as Readable, depth + 1)
  })
}

/** Where it is piped to. Node.js keeps them in the state of the stream and tells nobody else. */
function targetsOf(stream: unknown): readonly Target[] {
  const state = (stream as { _readableState?: { pipes?: unknown } } | undefined)?._readableState
  return Array.isArray(state?.pipes) ? (state.pipes as Target[]) : []
}

/** A socket, a response or request of HTTP/1, a stream or response of HTTP/2. */
function isPeer(target: object): boolean {
  return 'remoteAddress' in target || 'headersSent' in target || 'session' in target
}
