import type { IncomingMessage } from 'node:http'

import type { LiveConnection } from '../connection/index.js'
import type { Exchange } from '../exchange/index.js'
import type { ConnectionRecord } from '../ledger/index.js'
import type { Parameters, ValuesOf } from '../parameters/index.js'
import type { Bell } from './bell.js'

/** What the routes know of the app. */
export interface Scene {
  /** How long `/sleep` sleeps when it is not told. */
  readonly sleepMs: number
  readonly bell: Bell
  readonly connectionsSince: (id: number) => Iterable<ConnectionRecord>
}

/** A WebSocket handshake: the request, and what the client sent after it. */
export interface Handshake {
  readonly asked: IncomingMessage
  readonly head: Buffer
  readonly connection: LiveConnection
  /** To be called once 101 is sent. */
  accepted(): void
}

/** One question of connection life. */
export interface Route<P extends Parameters = Parameters> {
  readonly path: string
  readonly does: string
  readonly parameters: P
  /** Where it reads the body of the request; elsewhere that is discarded. */
  readonly reads?: 'body'
  /** @throws AbortError when the client leaves; HalfopenError when the parameters contradict each other. */
  answer(exchange: Exchange, values: ValuesOf<P>, scene: Scene): Promise<void>
  /** Resolves when the WebSocket is closed. */
  upgrade?(handshake: Handshake, values: ValuesOf<P>): Promise<void>
}

/** Types the values by the parameters, then forgets them: the table holds routes of every kind. */
export const route = <const P extends Parameters>(given: Route<P>): Route => given
