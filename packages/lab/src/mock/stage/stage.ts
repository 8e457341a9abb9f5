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
  const connections = new Connections(idleTimeoutMs)
  const server = createServer(PATIENT, (request, response) =>
    exchange({ request, response, answer, journal, connections }),
  )
  server.on('connection', (socket: Socket) => {
    journal.connected(socket)
    connections.opened(socket)
  })
  const serving = await serve(server, listen)
  return { address: serving.address, journal, [Symbol.asyncDispose]: () => serving[Symbol.asyncDispose]() }
}

/**
 * Node.js would answer a client that has not asked within 60 s with a 408, and
 * one that takes 5 minutes to send a body; to a keep-alive timeout it adds a
 * second, and begins it after the first answer only (lib/_http_server.js).
 */
const PATIENT = { headersTimeout: 0, requestTimeout: 0, keepAliveTimeout: 0 }

interface Incoming extends Pick<Exchange, 'request' | 'response'>, Pick<StageOptions, 'answer'> {
  readonly journal: Journal
  readonly connections: Connections
}

function exchange({ request, response, answer, journal, connections }: Incoming): void {
  const { socket } = request
  const entry = journal.begin(request)
  const over = new AbortController()
  const end = () => {
    if (over.signal.aborted) return
    over.abort()
    entry.end()
    connections.ended(socket, end)
  }
  connections.began(socket, end)
  response.once('close', end)
  // A client that goes away rejects whatever was being awaited for it; its connection is gone already.
  Promise.resolve(answer({ request, response, entry, signal: over.signal })).catch(() => response.destroy())
}

/** Closes connections that owe nobody an answer and have been silent for too long; ends what is owed on those that are gone. */
class Connections {
  readonly #timeoutMs: number | null
  /** What ends each request under way; a client may send one before it has the answer to the last. */
  readonly #owed = new WeakMap<Socket, Set<() => void>>()

  constructor(idleTimeoutMs: number | null) {
    this.#timeoutMs = idleTimeoutMs
  }

  opened(socket: Socket): void {
    const owed = new Set<() => void>()
    this.#owed.set(socket, owed)
    // The answer to a pipelined request whose turn never came is not told by Node.js.
    socket.once('close', () => {
      for (const end of owed) end()
    })
    this.#restsFrom(socket)
  }

  began(socket: Socket, end: () => void): void {
    this.#owed.get(socket)?.add(end)
    socket.setTimeout(0)
  }

  ended(socket: Socket, end: () => void): void {
    const owed = this.#owed.get(socket)
    owed?.delete(end)
    if (owed?.size === 0) this.#restsFrom(socket)
  }

  /** The server destroys a socket that has timed out: a FIN, because it has read all there was. */
  #restsFrom(socket: Socket): void {
    if (this.#timeoutMs !== null) socket.setTimeout(this.#timeoutMs)
  }
}
