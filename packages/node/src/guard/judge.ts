import type { Connection } from './connection.js'
import type { Exchange } from './exchange.js'
import type { CloseReason } from './reasons.js'
import { enough, isSlowReader, type Means, readsNothing, watch } from './reading.js'
import type { GuardSettings } from './settings.js'
import { received, sent, unsent } from './wire.js'

/** Added to the advertised keep-alive timeout, as Node does (lib/_http_server.js): who sends at the last moment arrives. */
export const LATE_REQUEST_MS = 1_000

/** Which bound a connection has passed. */
export function judge(connection: Connection, means: Means, now: number): CloseReason | undefined {
  if (connection.isTunnel) return undefined
  if (connection.exchanges.size === 0) return judgeIdle(connection, means.settings, now)
  return judgeExchanges(connection, means.settings, now) ?? judgePace(connection, means, now)
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
function judgePace(connection: Connection, means: Means, now: number): CloseReason | undefined {
  const { settings } = means
  const { mark } = connection
  const waitsFor = clientOwes(connection)
  const limitMs = waitsFor === 'body' ? settings.slowBodyTimeoutMs : settings.slowReaderTimeoutMs
  if (waitsFor === undefined) connection.mark = undefined
  else if (mark?.waitsFor !== waitsFor || hasMoved(connection, Math.max(limitMs || 1_000, now - mark.at), settings)) {
    connection.mark = { waitsFor, at: now, bytes: counter(connection, waitsFor) }
  } else if (isOver(now - mark.at, limitMs)) return judgeSlowness(connection, means, now)
  return undefined
}

/** A body that does not arrive is seen here; what a reader reads is not. */
function judgeSlowness(connection: Connection, means: Means, now: number): CloseReason | undefined {
  if (connection.mark?.waitsFor === 'body') return 'slow-body'
  watch(connection, means, now)
  return isSlowReader(connection, means.settings, now) ? 'slow-reader' : undefined
}

/** Whether its client seems to have been too slow for the short grace. Looks at the mark of the last judgement. */
export function isStalled(connection: Connection, settings: GuardSettings, now: number): boolean {
  if (connection.mark === undefined || clientOwes(connection) !== connection.mark.waitsFor) return false
  const forMs = now - connection.mark.at
  return forMs >= settings.stallGraceMs && !hasMoved(connection, forMs, settings)
}

/** Under pressure: whether it may lose its place for that. */
export function isEvictable(connection: Connection, settings: GuardSettings, now: number): boolean {
  if (!isStalled(connection, settings, now)) return false
  return connection.mark?.waitsFor === 'body' || readsNothing(connection, settings, now)
}

/** What the server waits for, when all that is in progress waits for the client: its body, or its reading. */
function clientOwes(connection: Connection): 'body' | 'reader' | undefined {
  const exchanges = [...connection.exchanges.values()]
  if (exchanges.length === 0) return undefined
  if (unsent(connection.raw) > 0 || exchanges.every((exchange) => exchange.isUnsent())) return 'reader'
  return exchanges.every((exchange) => exchange.waitsForBody()) ? 'body' : undefined
}

const counter = ({ raw, top }: Connection, waitsFor: 'body' | 'reader'): number =>
  waitsFor === 'body' ? received(top) : sent(raw)

/** As much as has to move within this time. */
function hasMoved(connection: Connection, ms: number, settings: GuardSettings): boolean {
  const { mark } = connection
  return mark !== undefined && counter(connection, mark.waitsFor) - mark.bytes >= enough(ms, settings)
}

const isOver = (ms: number, limitMs: number): boolean => limitMs > 0 && ms >= limitMs
