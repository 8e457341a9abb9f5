import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

import { type Address, type ListenOptions, serve } from '../../serving/index.js'
import { type Entry, Journal, type MockRequest } from './journal.js'

/** A request, its answer, and its place in the journal. */
export interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly entry: Entry
  /** Aborts when the answer is out or the client has gone. */
  readonly signal: AbortSignal
}

export interface StageOptions {
  readonly listen?: ListenOptions
  /** After so long without a request a connection is closed; null: never. */
  readonly idleTimeoutMs: number | null
  readonly answer: (exchange: Exchange) => void | Promise<void>
  readonly onRequest?: ((request: MockRequest) => void) | undefined
}

/** An HTTP server that keeps a journal: the mock itself is one, and the front is another. */
export interface Stage extends AsyncDisposable {
  readonly address: Address
  readonly journal: Journal
}

/** @throws HalfopenError HO_LISTEN. */
export async function openStage({ listen, idleTimeoutMs, answer, onRequest }: StageOptions): Promise<Stage> {
  const journal = new Journal(onRequest)
  const idle = new IdleTimeout(idleTimeoutMs)
  const server = createServer((request, response) => exchange({ request, response, answer, journal, idle }))
  // Node.js adds a second to it (lib/_http_server.js), and begins after the first answer only.
  server.keepAliveTimeout = 0
  server.on('connection', (socket: Socket) => {
    journal.connected(socket)
    idle.begin(socket)
  })
  const serving = await serve(server, listen)
  return { address: serving.address, journal, [Symbol.asyncDispose]: () => serving[Symbol.asyncDispose]() }
}

interface Incoming extends Pick<Exchange, 'request' | 'response'>, Pick<StageOptions, 'answer'> {
  readonly journal: Journal
  readonly idle: IdleTimeout
}

function exchange({ request, response, answer, journal, idle }: Incoming): void {
  const { socket } = request
  const entry = journal.begin(request)
  const over = new AbortController()
  idle.end(socket)
  response.once('close', () => {
    over.abort()
    entry.end()
    idle.begin(socket)
  })
  // A client that goes away rejects whatever was being awaited for it; its connection is gone already.
  Promise.resolve(answer({ request, response, entry, signal: over.signal })).catch(() => response.destroy())
}

/** Closes connections that owe nobody an answer and have been silent for too long. */
class IdleTimeout {
  readonly #timeoutMs: number | null
  /** Requests under way; a client may send one before it has the answer to the last. */
  readonly #busy = new WeakMap<Socket, number>()

  constructor(timeoutMs: number | null) {
    this.#timeoutMs = timeoutMs
  }

  begin(socket: Socket): void {
    const busy = Math.max(0, (this.#busy.get(socket) ?? 0) - 1)
    this.#busy.set(socket, busy)
    // The server destroys a socket that has timed out: a FIN, because it has read all there was.
    if (busy === 0 && this.#timeoutMs !== null) socket.setTimeout(this.#timeoutMs)
  }

  end(socket: Socket): void {
    this.#busy.set(socket, (this.#busy.get(socket) ?? 0) + 1)
    socket.setTimeout(0)
  }
}
