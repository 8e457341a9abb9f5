import type { Server } from 'node:net'
import type { Connection } from './connection.js'
import type { Entrance } from './entrance.js'
import type { Keeper } from './keeper.js'
import { bad, isObject, shown } from './settings.js'
import { sayLast, type Traffic } from './traffic.js'

export interface DrainOptions {
  /** `after-inflight`: requests in progress are answered first; `now`: they are cut off. */
  readonly when: 'after-inflight' | 'now'
  /** How long requests in progress may take, ms, 0 to 86,400,000; then they are cut off. */
  readonly graceMs: number
  /** Ends the grace early. */
  readonly signal?: AbortSignal
}

export interface DrainReport {
  /** Idle connections, closed at once. */
  readonly idleClosed: number
  /** Connections whose requests were answered, or that ended by themselves. */
  readonly finished: number
  /** Connections that were cut off. */
  readonly destroyed: number
  readonly tookMs: number
}

interface Parts {
  readonly server: Server
  readonly keeper: Keeper
  readonly entrance: Entrance
  readonly traffic: Traffic
}

/** What was cut off may take this long to be gone: a GOAWAY and a TLS close-notify are still sent. */
const CLOSE_WITHIN_MS = 1_000

/** Takes nothing new, lets what is in progress end, and ends it at the deadline. */
export async function drain(parts: Parts, { when, graceMs, signal }: DrainOptions): Promise<DrainReport> {
  const { keeper } = parts
  const { clock, events } = keeper.tools
  const startedAt = clock()
  events.emit('drain', { when, graceMs })
  const idleClosed = closeDoors(parts)
  const inFlight = [...keeper.roster.busy]
  if (when === 'after-inflight') {
    askToFinish(keeper)
    await untilEmpty(keeper, graceMs, signal)
  }
  const destroyed = cutOff(keeper, inFlight)
  await untilEmpty(keeper, CLOSE_WITHIN_MS)
  for (const { raw } of keeper.roster.leaving) raw.destroy()
  return { idleClosed, finished: inFlight.length - destroyed, destroyed, tookMs: clock() - startedAt }
}

/** @throws HalfopenError HO_OPTION. */
export function checkDrainOptions(options: DrainOptions): void {
  if (!isObject(options)) throw bad(`the options of drain are ${shown(options)}: an object is needed`)
  const { when, graceMs, signal } = options
  // By what it can do: one of another realm is no instance of ours.
  if (signal !== undefined && typeof Object(signal).addEventListener !== 'function') {
    throw bad(`signal is ${shown(signal)}: an AbortSignal is needed`)
  }
  if (when !== 'after-inflight' && when !== 'now') {
    throw bad(`when is ${shown(when)}: "after-inflight" or "now" is needed`)
  }
  if (Number.isInteger(graceMs) && graceMs >= 0 && graceMs <= 86_400_000) return
  throw bad(`graceMs is ${shown(graceMs)}: a whole number from 0 to 86400000 (ms) is needed`)
}

function closeDoors({ server, keeper, entrance, traffic }: Parts): number {
  traffic.isLast = true
  entrance.shut()
  const idle = [...keeper.roster.idle]
  for (const connection of idle) keeper.close(connection, 'drained')
  if (server.listening) stopListening(server)
  return idle.length
}

/**
 * `close()` of Node's servers calls `closeIdleConnections()`, for which an
 * answer is over once the handler has ended it, however much of it still waits
 * to be sent (lib/_http_server.js). Here idle connections are closed already.
 */
function stopListening(server: Server): void {
  const own = Object.getOwnPropertyDescriptor(server, 'closeIdleConnections')
  Object.defineProperty(server, 'closeIdleConnections', { value: () => undefined, configurable: true })
  try {
    server.close()
  } finally {
    if (own === undefined) Reflect.deleteProperty(server, 'closeIdleConnections')
    else Object.defineProperty(server, 'closeIdleConnections', own)
  }
}

function askToFinish({ roster }: Keeper): void {
  for (const connection of roster.busy) {
    // Sends GOAWAY, and closes when the last stream has ended (RFC 9113 §6.8).
    connection.session?.close()
    sayLast(connection)
  }
}

/** Those included that have had their answer and do not take it. */
function cutOff(keeper: Keeper, inFlight: readonly Connection[]): number {
  const { busy, leaving } = keeper.roster
  const left = inFlight.filter((connection) => busy.has(connection) || leaving.has(connection))
  for (const connection of left) {
    if (leaving.has(connection)) connection.raw.destroy()
    else keeper.close(connection, 'drain-deadline')
  }
  return left.length
}

/** Resolves when no connection is left, when the time is up, or when told to. */
function untilEmpty({ roster, tools }: Keeper, withinMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const isEmpty = () => roster.open + roster.leaving.size === 0
    if (isEmpty() || signal?.aborted === true) return resolve()
    const done = () => {
      clearTimeout(timer)
      tools.events.off('closed', look)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const look = () => {
      if (isEmpty()) done()
    }
    const timer = setTimeout(done, withinMs)
    tools.events.on('closed', look)
    signal?.addEventListener('abort', done)
  })
}
