import type { Connection } from './connection.js'
import type { Exchange } from './exchange.js'
import type { CloseReason } from './reasons.js'
import type { GuardSettings } from './settings.js'
import { received, sent, unsent } from './wire.js'

/** Added to the advertised keep-alive timeout, as Node does (lib/_http_server.js): who sends at the last moment arrives. */
export const LATE_REQUEST_MS = 1_000

/** Which bound a connection has passed. */
export function judge(connection: Connection, settings: GuardSettings, now: number): CloseReason | undefined {
  if (connection.isTunnel) return undefined
  if (connection.exchanges.size === 0) return judgeIdle(connection, settings, now)
  return judgeExchanges(connection, settings, now) ?? judgePace(connection, settings, now)
}

function judgeIdle(connection: Connection, settings: GuardSettings, now: number): CloseReason | undefined {
  const since = connection.waitsForHeadersSince(now)
  if (since !== undefined) return isOver(now - since, settings.headersTimeoutMs) ? 'headers-timeout' : undefined
  return now - connection.idleSince >= settings.idleTimeoutMs + LATE_REQUEST_MS ? 'idle-timeout' : undefined
}

/** On HTTP/2 one late request does not close a connection that others use. */
function judgeExchanges(connection: Connection, settings: GuardSettings, now: number): CloseReason | undefined {
  const reasons = [...connection.exchanges.values()].map((exchange) => judgeExchange(exchange, settings, now))
  return reasons.every((reason) => reason !== undefined) ? reasons[0] : undefined
}

function judgeExchange(exchange: Exchange, settings: GuardSettings, now: number): CloseReason | undefined {
  if (exchange.isIncomplete()) {
    // A body that was held back has begun: the handler's time begins anew when it has come.
    exchange.handlersTurnSince = undefined
    return isOver(now - exchange.startedAt, settings.requestTimeoutMs) ? 'request-timeout' : undefined
  }
  if (!exchange.isHandlersTurn() || exchange.isAnswered()) return undefined
  exchange.handlersTurnSince ??= now
  return isOver(now - exchange.handlersTurnSince, settings.handlerTimeoutMs) ? 'handler-timeout' : undefined
}

/** Sets or moves the mark from which a client's progress counts, and says whether it was too slow for too long. */
function judgePace(connection: Connection, settings: GuardSettings, now: number): CloseReason | undefined {
  const waitsFor = clientOwes(connection)
  const limitMs = waitsFor === 'body' ? settings.slowBodyTimeoutMs : settings.slowReaderTimeoutMs
  if (waitsFor === undefined) connection.mark = undefined
  else if (connection.mark?.waitsFor !== waitsFor || movedBytes(connection) >= enough(limitMs || 1_000, settings)) {
    connection.mark = { waitsFor, at: now, bytes: counter(connection, waitsFor) }
  } else if (isOver(now - connection.mark.at, limitMs)) return waitsFor === 'body' ? 'slow-body' : 'slow-reader'
  return undefined
}

/** Under pressure: whether its client has been too slow for the short grace. Looks at the mark of the last judgement. */
export function isStalled(connection: Connection, settings: GuardSettings, now: number): boolean {
  if (connection.mark === undefined || clientOwes(connection) !== connection.mark.waitsFor) return false
  const forMs = now - connection.mark.at
  return forMs >= settings.stallGraceMs && movedBytes(connection) < enough(forMs, settings)
}

/** What the server waits for, when all that is in progress waits for the client: its body, or its reading. */
function clientOwes(connection: Connection): 'body' | 'reader' | undefined {
  const exchanges = [...connection.exchanges.values()]
  if (exchanges.length === 0) return undefined
  if (unsent(connection.raw) > 0 || exchanges.every((exchange) => exchange.isUnsent())) return 'reader'
  return exchanges.every((exchange) => exchange.waitsForBody()) ? 'body' : undefined
}

const counter = ({ raw }: Connection, waitsFor: 'body' | 'reader'): number =>
  waitsFor === 'body' ? received(raw) : sent(raw)

const movedBytes = (connection: Connection): number =>
  connection.mark === undefined ? 0 : counter(connection, connection.mark.waitsFor) - connection.mark.bytes

const enough = (ms: number, { minBytesPerSecond }: GuardSettings): number => (minBytesPerSecond * ms) / 1_000

const isOver = (ms: number, limitMs: number): boolean => limitMs > 0 && ms >= limitMs
