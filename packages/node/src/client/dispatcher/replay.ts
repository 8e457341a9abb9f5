import type { Dispatcher } from 'undici'

/** RFC 9110 §9.2.2. */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE'])

/** What becomes of a connection that the server closed just as a request was sent on it. */
const STALE = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'])

/** Whether a request may be sent twice: it means the same, or the caller said so, and its body is still there. */
export function isReplayable(options: Dispatcher.DispatchOptions): boolean {
  return mayRepeat(options) && isBodyKept(options.body) && !options.upgrade
}

export const diedStale = (error: Error & { readonly code?: unknown }) =>
  typeof error.code === 'string' && STALE.has(error.code)

function mayRepeat({ method, idempotent, headers }: Dispatcher.DispatchOptions): boolean {
  if (idempotent === false) return false
  return idempotent === true || IDEMPOTENT.has(method) || hasIdempotencyKey(headers)
}

/** undici sends these without using them up; a stream or an iterator is gone after the first time. */
function isBodyKept(body: unknown): boolean {
  if (body === null || body === undefined || typeof body === 'string') return true
  return ArrayBuffer.isView(body) || body instanceof ArrayBuffer
}

/** The caller opts in for one request: draft-ietf-httpapi-idempotency-key-header. */
function hasIdempotencyKey(headers: Dispatcher.DispatchOptions['headers']): boolean {
  return namesOf(headers).some((name) => name.toLowerCase() === 'idempotency-key')
}

function namesOf(headers: Dispatcher.DispatchOptions['headers']): string[] {
  if (headers === null || headers === undefined) return []
  if (Array.isArray(headers)) return headers.filter((_, at) => at % 2 === 0)
  if (Symbol.iterator in headers) return Array.from(headers as Iterable<[string, unknown]>, ([name]) => name)
  return Object.keys(headers)
}
