import type { OpenRequest } from './types.js'

/** Ends an exchange, wherever it stands, and tells whoever reads its response why. */
export function endExchange(request: OpenRequest, error: Error): void {
  const { res, socket } = request
  if (!res || res.destroyed) return void request.destroy(error)
  if (socket === null || socket.destroyed) return void res.destroy(error)
  // Node.js would tell the reader only that it was aborted; and before the request's own listeners hear why, where axios
  // and got listen. Whoever listens to neither has done without this response: nothing is thrown at him.
  request.once('error', () => res.destroy(error))
  request.destroy(error)
}
