import type { Socket } from 'node:net'
import type { Connection } from './connection.js'
import type { CloseReason } from './reasons.js'

export const REFUSAL = answer('503 Service Unavailable', 'Retry-After: 1\r\n')

/** Answers what can still be answered, and closes; its descriptor is free when this returns, but for TLS and HTTP/2. */
export function closeConnection(connection: Connection, reason: CloseReason): void {
  const { session, top } = connection
  if (session !== undefined) {
    // GOAWAY, so that the client knows which streams to send again (RFC 9113 §6.8).
    session.destroy()
    return
  }
  const words = lastWords(connection, reason)
  if (words !== undefined) top.write(words)
  top.destroy()
}

/** Only where no byte of an answer has been sent: what follows would be taken for its body. */
function lastWords(connection: Connection, reason: CloseReason): string | undefined {
  if (!connection.mayAnswer || !connection.top.writable) return undefined
  if ([...connection.exchanges.values()].some((exchange) => exchange.isAnswered())) return undefined
  if (connection.exchanges.size === 0 && !connection.hasReceivedMore()) return undefined
  return answerFor(reason)
}

function answerFor(reason: CloseReason): string | undefined {
  switch (reason) {
    case 'headers-timeout':
    case 'request-timeout':
    case 'slow-body':
      return answer('408 Request Timeout')
    case 'handler-timeout':
    case 'drain-deadline':
    case 'drained':
    case 'evicted-idle':
    case 'evicted-stalled':
      return REFUSAL
    case 'ended':
    case 'idle-timeout':
    case 'slow-reader':
      return undefined
  }
}

function answer(status: string, headers = ''): string {
  return `HTTP/1.1 ${status}\r\n${headers}Connection: close\r\nContent-Length: 0\r\n\r\n`
}

/** Answers a new connection that finds no place, and reads on: closing over unread bytes would be a RST that takes the answer back. */
export function refuse(raw: Socket): void {
  raw.end(REFUSAL)
  raw.resume()
}
