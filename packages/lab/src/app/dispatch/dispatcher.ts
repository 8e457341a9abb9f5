import type { IncomingMessage } from 'node:http'

import { HalfopenError, printable } from '@halfopen/core'

import type { ArmKeepAlive, LiveConnection } from '../connection/index.js'
import { type Answer, type Asked, Exchange } from '../exchange/index.js'
import type { ConnectionEntry, RequestEntry } from '../ledger/index.js'
import { applyCommon, type Handshake, type Scene } from '../routes/index.js'
import { noRoute, questionOf } from './question.js'
import { refuse } from './refuse.js'

export interface DispatcherParts {
  readonly scene: Scene
  readonly armKeepAlive: ArmKeepAlive
  /** Called when a request is over, answered or not. */
  readonly onRequest: (connection: ConnectionEntry, request: RequestEntry) => void
}

/** Brings requests to their routes, and remembers those under way. */
export class Dispatcher {
  readonly #parts: DispatcherParts
  readonly #running = new Set<Promise<void>>()

  constructor(parts: DispatcherParts) {
    this.#parts = parts
  }

  request(asked: Asked, answer: Answer, connection: LiveConnection): void {
    const entry = connection.entry.began(asked)
    const exchange = new Exchange({ asked, answer, connection, entry })
    connection.began(exchange)
    this.#run(async () => {
      await this.#answer(exchange).catch(async (error: unknown) => fail(exchange, error))
      this.#over(connection, entry, exchange.isComplete)
      connection.ended(exchange)
    })
  }

  /** `head`: what the client has sent after the handshake. */
  upgrade(asked: IncomingMessage, head: Buffer, connection: LiveConnection): void {
    const entry = connection.entry.began(asked)
    const accepted = () => entry.answered(101)
    // It ends with its connection by itself; until then the connection is not idle.
    const underWay = { isHeadSent: false, giveUp: () => undefined }
    connection.began(underWay)
    this.#run(async () => {
      const done = await this.#upgrade({ asked, head, connection, accepted })
      this.#over(connection, entry, done)
      connection.ended(underWay)
    })
  }

  /** Resolves when nothing is under way any more. */
  async idle(): Promise<void> {
    await Promise.all(this.#running)
  }

  #run(work: () => Promise<void>): void {
    const running = work().finally(() => this.#running.delete(running))
    this.#running.add(running)
  }

  #over(connection: LiveConnection, entry: RequestEntry, isComplete: boolean): void {
    entry.ended(isComplete ? 'completed' : 'given-up')
    this.#parts.onRequest(connection.entry, entry)
  }

  async #answer(exchange: Exchange): Promise<void> {
    const { scene, armKeepAlive } = this.#parts
    const target = exchange.asked.url ?? ''
    const question = questionOf(target)
    if (question?.route.reads !== 'body') exchange.asked.resume()
    if (question === undefined) return exchange.text(404, `${printable(noRoute(target))}\n`)
    applyCommon(question.common, { connection: exchange.connection, armKeepAlive })
    await question.route.answer(exchange, question.values, scene)
  }

  /** Whether a WebSocket came of it. */
  async #upgrade(handshake: Handshake): Promise<boolean> {
    const { asked, connection } = handshake
    try {
      const question = questionOf(asked.url ?? '')
      if (question?.route.upgrade === undefined) throw new HalfopenError('HO_USAGE', NO_WEBSOCKET)
      applyCommon(question.common, { connection, armKeepAlive: this.#parts.armKeepAlive })
      await question.route.upgrade(handshake, question.values)
      return true
    } catch (error) {
      refuse(asked.socket, { status: statusOf(error), why: textOf(error) })
      return false
    }
  }
}

const NO_WEBSOCKET = 'only /websocket becomes a WebSocket'

/** A client that left is no failure; wrong parameters are told, and so is what is our own fault. */
async function fail(exchange: Exchange, error: unknown): Promise<void> {
  if (exchange.signal.aborted) return
  if (exchange.isHeadSent) exchange.connection.close('reset')
  else await exchange.text(statusOf(error), textOf(error)).catch(() => undefined)
}

const statusOf = (error: unknown) => (error instanceof HalfopenError ? 400 : 500)

const textOf = (error: unknown) => `${printable(error instanceof Error ? error.message : String(error), 1000)}\n`
