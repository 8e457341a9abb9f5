import type { Readable } from 'node:stream'

/** Streams that lead to another stream: decompression, a cipher, a counter. More than this is no pipe of a person's. */
const MAX_PIPES = 8

interface Target {
  readonly destroyed?: boolean
  readonly writableNeedDrain?: boolean
  /** Of a response of HTTP/2, which says by itself whether it needs to be drained since Node.js 22. */
  readonly stream?: { readonly writableNeedDrain?: boolean }
}

/**
 * Whether a body is piped to somebody across the network who takes his time: its connection waits for him, and nobody
 * here fails to read. Once he has gone, the pipe leads nowhere, and this is false.
 */
export function waitsForPeer(body: Readable | undefined, depth = 0): boolean {
  return targetsOf(body).some((target) => isHeldUp(target, depth))
}

/** The same of what a body is written to. */
export function isHeldUp(target: Target | undefined, depth = 0): boolean {
  if (target === undefined || target.destroyed === true) return false
  if (isPeer(target)) return (target.writableNeedDrain ?? target.stream?.writableNeedDrain) === true
  return depth < MAX_PIPES && waitsForPeer(target as Readable, depth + 1)
}

/** Where it is piped to. Node.js keeps them in the state of the stream and tells nobody else. */
function targetsOf(stream: unknown): readonly Target[] {
  const state = (stream as { _readableState?: { pipes?: unknown } } | undefined)?._readableState
  // readable-stream 2 and 3 keep a single one as it is.
  const pipes = state?.pipes ?? []
  return (Array.isArray(pipes) ? pipes : [pipes]) as Target[]
}

/** A socket, a response or request of HTTP/1, a stream or response of HTTP/2. */
function isPeer(target: object): boolean {
  return 'remoteAddress' in target || 'headersSent' in target || 'session' in target
}
