import { DAY_MS, HalfopenError } from '@halfopen/core'

import type { ListenOptions } from '../serving/index.js'
import type { ConnectionIdentity, RequestRecord } from './ledger/index.js'

export interface AppOptions extends ListenOptions {
  /** Speak TLS, with a certificate made at the start that signed itself; default false. */
  readonly tls?: boolean
  /** How long `/sleep` sleeps when it is not told, ms; 0–86 400 000, default 1000. */
  readonly sleepMs?: number
  /**
   * HTTP keep-alive timeout, ms: idle connections are closed after it, those
   * that never sent a request too, and `Keep-Alive: timeout=…` says so;
   * 1–86 400 000, default null: never.
   */
  readonly keepAliveTimeoutMs?: number | null
  /** More are closed as soon as they are accepted; 1–1 000 000, default 10 000. */
  readonly maxConnections?: number
  /**
   * Called when a request is over, answered or not. What it throws does not
   * stop the app: the first such error is thrown when the app is disposed.
   */
  readonly onRequest?: (seen: SeenRequest) => void
}

/** A request that is over, and where it came from. */
export interface SeenRequest {
  readonly connection: ConnectionIdentity
  readonly request: RequestRecord
}

export type Settings = Required<
  Pick<AppOptions, 'tls' | 'sleepMs' | 'keepAliveTimeoutMs' | 'maxConnections' | 'onRequest'>
>

/** @throws HalfopenError HO_USAGE: a number out of its range. */
export function settingsOf(options: AppOptions): Settings {
  const { tls = false, sleepMs = 1000, keepAliveTimeoutMs = null, maxConnections = 10_000 } = options
  within({ name: 'sleepMs', value: sleepMs, min: 0, max: DAY_MS })
  within({ name: 'keepAliveTimeoutMs', value: keepAliveTimeoutMs ?? 1, min: 1, max: DAY_MS })
  within({ name: 'maxConnections', value: maxConnections, min: 1, max: 1_000_000 })
  return { tls, sleepMs, keepAliveTimeoutMs, maxConnections, onRequest: options.onRequest ?? (() => undefined) }
}

interface Bounded {
  readonly name: string
  readonly value: number
  readonly min: number
  readonly max: number
}

function within({ name, value, min, max }: Bounded): void {
  if (Number.isFinite(value) && value >= min && value <= max) return
  throw new HalfopenError('HO_USAGE', `${name} is ${value}: it must be a number from ${min} to ${max}`)
}
